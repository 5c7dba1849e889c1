import Foundation

// What Foundation has on a phone and lacks on Linux.

public struct LocalizedStringResource: Sendable {
  public enum BundleDescription: Sendable {
    case main
    case atURL(URL)
  }
  public init(
    _ keyAndValue: String.LocalizationValue, table: String? = nil, locale: Locale = .current,
    bundle: BundleDescription = .main, comment: StaticString? = nil
  ) {}
}

public protocol _Localizable {}
extension Int: _Localizable {}

extension String {
  public struct LocalizationValue: Equatable, Sendable, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {}
    public init(stringInterpolation: StringInterpolation) {}

    public struct StringInterpolation: StringInterpolationProtocol {
      public init(literalCapacity: Int, interpolationCount: Int) {}
      public mutating func appendLiteral(_ literal: String) {}
      public mutating func appendInterpolation(_ string: String) {}
      public mutating func appendInterpolation<T: _Localizable>(_ value: T) {}
    }
  }

  public init(localized resource: LocalizedStringResource) { fatalError() }
}
