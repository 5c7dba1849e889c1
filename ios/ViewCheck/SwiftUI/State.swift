import Foundation
import Observation

public enum ColorScheme: Sendable {
  case light, dark
}

public enum ScenePhase: Sendable {
  case background, inactive, active
}

public struct DismissAction {
  @MainActor public func callAsFunction() {}
}

public struct OpenURLAction {
  @MainActor public func callAsFunction(_ url: URL) {}
}

public struct EnvironmentValues {
  public var colorScheme: ColorScheme { fatalError() }
  public var locale: Locale { fatalError() }
  public var scenePhase: ScenePhase { fatalError() }
  public var dismiss: DismissAction { fatalError() }
  public var openURL: OpenURLAction { fatalError() }
  public var accessibilityReduceMotion: Bool { fatalError() }
}

@propertyWrapper
public struct Environment<Value> {
  public init(_ keyPath: KeyPath<EnvironmentValues, Value>) { fatalError() }
  public var wrappedValue: Value { fatalError() }
}

@propertyWrapper
public struct ScaledMetric<Value: BinaryFloatingPoint> {
  public init(wrappedValue: Value) { fatalError() }
  public init(wrappedValue: Value, relativeTo textStyle: Font.TextStyle) { fatalError() }
  public var wrappedValue: Value { fatalError() }
}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value> {
  public init(
    get: @escaping @isolated(any) @Sendable () -> Value,
    set: @escaping @isolated(any) @Sendable (Value) -> Void
  ) { fatalError() }
  public var wrappedValue: Value {
    get { fatalError() }
    nonmutating set {}
  }
  public var projectedValue: Binding<Value> { self }
  public subscript<Subject>(
    dynamicMember keyPath: WritableKeyPath<Value, Subject>
  ) -> Binding<Subject> { fatalError() }
}

extension Binding: @unchecked Sendable where Value: Sendable {}

@propertyWrapper
public struct State<Value> {
  public init(wrappedValue: Value) { fatalError() }
  public init(initialValue: Value) { fatalError() }
  public var wrappedValue: Value {
    get { fatalError() }
    nonmutating set {}
  }
  public var projectedValue: Binding<Value> { fatalError() }
}

@propertyWrapper @dynamicMemberLookup
public struct Bindable<Value: AnyObject> {
  public init(wrappedValue: Value) where Value: Observable { fatalError() }
  public init(_ wrappedValue: Value) where Value: Observable { fatalError() }
  public var wrappedValue: Value {
    get { fatalError() }
    set {}
  }
  public var projectedValue: Bindable<Value> { self }
  public subscript<Subject>(
    dynamicMember keyPath: ReferenceWritableKeyPath<Value, Subject>
  ) -> Binding<Subject> where Value: AnyObject { fatalError() }
}
