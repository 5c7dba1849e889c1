import Foundation

/// An amount of money in whole cents.
public struct Cents: Hashable, Comparable, Sendable {
  public let count: Int64

  public init(_ count: Int64) {
    self.count = count
  }

  public static func < (left: Cents, right: Cents) -> Bool {
    left.count < right.count
  }

  /// As a customer of this locale reads it: "€ 12,40". Exact: no binary fraction is involved.
  public func formatted(locale: Locale = .current) -> String {
    let sign: FloatingPointSign = count < 0 ? .minus : .plus
    let amount = Decimal(sign: sign, exponent: -2, significand: Decimal(count.magnitude))
    return amount.formatted(.currency(code: "EUR").locale(locale))
  }
}
