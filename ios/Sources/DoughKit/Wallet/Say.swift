import Foundation

/// Moments, as a customer of a locale reads them, by the phone's own clock.
public struct Say: Sendable {
  private let locale: Locale
  private let timeZone: TimeZone

  public init(_ locale: Locale, timeZone: TimeZone = .current) {
    self.locale = locale
    self.timeZone = timeZone
  }

  /// "08:10"
  public func time(_ moment: Date) -> String {
    moment.formatted(style(date: .omitted, time: .shortened))
  }

  /// "16 Jun 2026"
  public func date(_ moment: Date) -> String {
    moment.formatted(style(date: .abbreviated, time: .omitted))
  }

  /// "16 Jun 2026 at 08:10"
  public func moment(_ moment: Date) -> String {
    moment.formatted(style(date: .abbreviated, time: .shortened))
  }

  /// "Tuesday 16 June", by the calendar that the day belongs to.
  public func day(_ noon: Date, in shop: TimeZone) -> String {
    noon.formatted(
      Date.FormatStyle(locale: locale, timeZone: shop).weekday(.wide).day().month(.wide))
  }

  /// "June 2026"
  public func month(_ middle: Date) -> String {
    middle.formatted(Date.FormatStyle(locale: locale, timeZone: .gmt).month(.wide).year())
  }

  /// A part of a whole, in hundredths: "0.5".
  public func percent(_ share: Double) -> String {
    (share * 100).formatted(.number.precision(.fractionLength(0...2)).locale(locale))
  }

  private func style(
    date: Date.FormatStyle.DateStyle, time: Date.FormatStyle.TimeStyle
  ) -> Date.FormatStyle {
    Date.FormatStyle(date: date, time: time, locale: locale, timeZone: timeZone)
  }
}
