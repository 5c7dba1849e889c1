import Foundation

/// How long it is until a pickup.
public enum Countdown: Hashable, Sendable {
  case now
  case minutes(Int)
  case hours(Int)
  /// More than a day: the date says it better.
  case later

  private static let hour = 60
  private static let day = 24 * hour

  public init(to due: Date, from now: Date) {
    let minutes = Int((due.timeIntervalSince(now) / 60).rounded(.up))
    switch minutes {
    case ..<1: self = .now
    case ..<Self.hour: self = .minutes(minutes)
    case ..<Self.day: self = .hours(Int((Double(minutes) / Double(Self.hour)).rounded()))
    default: self = .later
    }
  }
}
