import Foundation

// An app, its windows, and what the system hands to them.

@MainActor @preconcurrency
public protocol App {
  associatedtype Body: Scene
  @SceneBuilder @MainActor @preconcurrency var body: Body { get }
  @MainActor @preconcurrency init()
}
extension App {
  @MainActor public static func main() {}
}

@MainActor @preconcurrency
public protocol Scene {
  associatedtype Body: Scene
  @SceneBuilder @MainActor @preconcurrency var body: Body { get }
}
extension Never: Scene {}

@resultBuilder
public struct SceneBuilder {
  public static func buildBlock<Content: Scene>(_ content: Content) -> Content { content }
}

public struct WindowGroup<Content: View>: Scene {
  public typealias Body = Never
  public var body: Never { fatalError() }
  public init(@ViewBuilder content: () -> Content) {}
}

public struct _EmptyScene: Scene {
  public typealias Body = Never
  nonisolated public init() {}
  public var body: Never { fatalError() }
}

extension Scene {
  nonisolated public func onChange<V: Equatable>(
    of value: V, initial: Bool = false, _ action: @escaping (_ old: V, _ new: V) -> Void
  ) -> some Scene { _EmptyScene() }
}

public final class NSUserActivity {
  public var webpageURL: URL? { fatalError() }
}
// swift-format-ignore: AlwaysUseLowerCamelCase
public let NSUserActivityTypeBrowsingWeb = ""

extension View {
  nonisolated public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View {
    EmptyView()
  }
  nonisolated public func onContinueUserActivity(
    _ activityType: String, perform action: @escaping (NSUserActivity) -> Void
  ) -> some View { EmptyView() }
  nonisolated public func containerBackground<V: View>(
    for container: ContainerBackgroundPlacement, @ViewBuilder content: () -> V
  ) -> some View { EmptyView() }
}

public struct ContainerBackgroundPlacement: Sendable {
  public init(_stub: Void) {}
}

public protocol _UIApplicationDelegate: AnyObject {}

@propertyWrapper
public struct UIApplicationDelegateAdaptor<DelegateType: _UIApplicationDelegate> {
  @MainActor public init(_ delegateType: DelegateType.Type = DelegateType.self) {}
  @MainActor public var wrappedValue: DelegateType { fatalError() }
}
