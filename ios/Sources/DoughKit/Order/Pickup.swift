import DoughCore
import Foundation

/// A day on which an order can be fetched, by the shop's own calendar.
public struct PickupDay: Hashable, Sendable, Identifiable {
  /// How near it is.
  public enum Distance: Hashable, Sendable {
    case today
    case tomorrow
    case later
  }

  /// "2026-06-16"
  public let id: String
  /// Its noon, by the shop's clock: to say its name.
  public let noon: Date
  public let distance: Distance

  /// How many days are offered.
  static let offered = 7

  /// The next days of a shop.
  public static func next(from now: Date, in timeZone: TimeZone) -> [PickupDay] {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let format = Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day()
    let start = calendar.startOfDay(for: now)
    return (0..<offered).compactMap { number in
      guard let day = calendar.date(byAdding: .day, value: number, to: start),
        let noon = calendar.date(bySettingHour: 12, minute: 0, second: 0, of: day)
      else { return nil }
      let distance: Distance = number == 0 ? .today : number == 1 ? .tomorrow : .later
      return PickupDay(id: noon.formatted(format), noon: noon, distance: distance)
    }
  }

  /// The shop's day of a moment.
  static func day(of moment: Date, in timeZone: TimeZone) -> String {
    moment.formatted(Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day())
  }
}

/// A pickup time on offer.
public struct PickupTime: Hashable, Sendable, Identifiable {
  /// The moment, as the engine counts it.
  public let id: Int64
  /// The shop's own clock then: "08:10".
  public let label: String

  init(_ slot: Slot) {
    id = slot.pickupAt
    label = slot.localLabel
  }

  init(id: Int64, label: String) {
    self.id = id
    self.label = label
  }
}

/// The times of a day.
public struct PickupTimes: Hashable, Sendable {
  public let times: [PickupTime]
  /// Whether the phone has worked them out by what it knows; the shop has the last word.
  public let isEstimate: Bool
}
