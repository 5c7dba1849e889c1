import Foundation

/// What is done with the Live Activity of a pickup, so that the lock screen shows what is true.
public enum PickupStep: Hashable, Sendable {
  case start(Glance.Pickup)
  case update(Glance.Pickup)
  /// By the order's id.
  case end(String)

  /// An activity begins so long before its pickup; the system ends it after some hours.
  private static let before: TimeInterval = 3600
  /// Nobody comes so late.
  private static let after: TimeInterval = 3600

  /// `running`: what the activities show now.
  public static func steps(
    running: [Glance.Pickup], wanted: Glance.Pickup?, now: Date
  ) -> [PickupStep] {
    let shown = wanted.flatMap { isTime(for: $0, now: now) ? $0 : nil }
    var steps = running.filter { $0.order != shown?.order }.map { PickupStep.end($0.order) }
    guard let shown else { return steps }
    switch running.first(where: { $0.order == shown.order }) {
    case nil: steps.append(.start(shown))
    case shown: break
    default: steps.append(.update(shown))
    }
    return steps
  }

  private static func isTime(for pickup: Glance.Pickup, now: Date) -> Bool {
    let left = pickup.dueAt.timeIntervalSince(now)
    return left > -after && (pickup.isReady || left <= before)
  }
}
