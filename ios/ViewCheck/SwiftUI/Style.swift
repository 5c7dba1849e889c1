import Foundation

public struct Path: Equatable, Sendable {
  public init() {}
  public mutating func addRect(_ rect: CGRect) {}
}

public protocol Shape: View, Sendable {
  nonisolated func path(in rect: CGRect) -> Path
}
extension Shape where Body == Never {
  public var body: Never { fatalError() }
}
extension Shape {
  nonisolated public func fill<S: ShapeStyle>(_ content: S) -> some View { EmptyView() }
  nonisolated public func stroke<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View {
    EmptyView()
  }
}

public struct Circle: Shape {
  public typealias Body = Never
  nonisolated public init() {}
  nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

public struct Capsule: Shape {
  public typealias Body = Never
  nonisolated public init() {}
  nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

public struct Rectangle: Shape {
  public typealias Body = Never
  nonisolated public init() {}
  nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

public struct RoundedRectangle: Shape {
  public typealias Body = Never
  nonisolated public init(cornerRadius: CGFloat) {}
  nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

public protocol ShapeStyle: Sendable {
  associatedtype Resolved: ShapeStyle = Never
  nonisolated func resolve(in environment: EnvironmentValues) -> Resolved
}
extension Never: ShapeStyle {}
extension ShapeStyle where Resolved == Never {
  nonisolated public func resolve(in environment: EnvironmentValues) -> Never { fatalError() }
}

public struct Color: ShapeStyle, Hashable {
  public enum RGBColorSpace: Sendable {
    case sRGB, displayP3
  }
  public struct Resolved: ShapeStyle {}
  nonisolated public init(
    _ space: RGBColorSpace = .sRGB, red: Double, green: Double, blue: Double, opacity: Double = 1
  ) {}
  nonisolated public func resolve(in environment: EnvironmentValues) -> Resolved { fatalError() }
  public static var black: Color { fatalError() }
  public static var white: Color { fatalError() }
}
// As in SwiftUI, in an extension: so that a colour isn't bound to the main actor.
extension Color: _Leaf {
  public typealias Body = Never
}

public enum Axis: Int8, Sendable {
  case horizontal, vertical
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int8
    public init(rawValue: Int8) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
  }
}

public enum VerticalEdge: Sendable {
  case top, bottom
}

public enum Edge: Sendable {
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int8
    public init(rawValue: Int8) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
  }
}

public struct HorizontalAlignment: Equatable, Sendable {
  public static let leading = HorizontalAlignment()
  public static let center = HorizontalAlignment()
}

public struct VerticalAlignment: Equatable, Sendable {
  public static let center = VerticalAlignment()
  public static let firstTextBaseline = VerticalAlignment()
}

public struct Alignment: Equatable, Sendable {
  public static let leading = Alignment()
  public static let center = Alignment()
}

public enum TextAlignment: Hashable, Sendable {
  case leading, center
}

public enum ContentMode: Hashable, Sendable {
  case fit, fill
}

public struct Angle: Hashable, Sendable {
  public static func degrees(_ degrees: Double) -> Angle { fatalError() }
}

public struct Animation: Hashable, Sendable {
  public static func easeOut(duration: TimeInterval) -> Animation { fatalError() }
}

@MainActor
public func withAnimation<Result>(
  _ animation: Animation?, _ body: () throws -> Result
) rethrows -> Result { try body() }

public struct AnyTransition {
  public static var opacity: AnyTransition { AnyTransition() }
}

public struct Font: Hashable, Sendable {
  public enum TextStyle: Sendable {
    case largeTitle, title, title2, title3, headline, body, subheadline, footnote
  }
  public enum Design: Sendable {
    case `default`, rounded, monospaced
  }
  public struct Weight: Hashable, Sendable {
    public static let regular = Weight()
    public static let semibold = Weight()
    public static let bold = Weight()
  }
  public static func system(
    size: CGFloat, weight: Weight? = nil, design: Design? = nil
  ) -> Font { fatalError() }
}

public struct AccessibilityChildBehavior: Hashable, Sendable {
  public static let ignore = AccessibilityChildBehavior()
  public static let combine = AccessibilityChildBehavior()
  public static let contain = AccessibilityChildBehavior()
}

public struct AccessibilityTraits: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let isImage = AccessibilityTraits(rawValue: 1)
  public static let isHeader = AccessibilityTraits(rawValue: 2)
  public static let isSelected = AccessibilityTraits(rawValue: 4)
  public static let updatesFrequently = AccessibilityTraits(rawValue: 8)
}

public struct SensoryFeedback: Equatable, Sendable {
  public static let success = SensoryFeedback()
  public static let selection = SensoryFeedback()
}

public protocol PrimitiveButtonStyle {}
public struct PlainButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == PlainButtonStyle {
  public static var plain: PlainButtonStyle { fatalError() }
}

public enum Visibility: Hashable, Sendable {
  case automatic, visible, hidden
}
