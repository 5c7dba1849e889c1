import Foundation

/// Which news become notifications: each once, while it is new, and none that the customer has seen.
public struct Notices: Hashable, Sendable {
  /// What is to be shown now.
  public let show: [News]
  /// Ids of notifications that are over, or were seen in the app.
  public let withdraw: [String]
  /// What was told, to be kept for the next time.
  public let told: Set<String>

  /// News that are older come too late to be worth a sound.
  private static let fresh: TimeInterval = 24 * 3600

  public init(news: [News], told: Set<String>, now: Date) {
    let fresh = news.filter { !$0.isSeen && $0.at > now.addingTimeInterval(-Self.fresh) }
    show = fresh.filter { !told.contains($0.id) }
    let unseen = Set(news.filter { !$0.isSeen }.map(\.id))
    withdraw = told.subtracting(unseen).sorted()
    // What is over can't come again; what is only seen must not be told again.
    self.told = told.union(show.map(\.id)).intersection(news.map(\.id))
  }
}

/// When the system is asked to wake the app.
public enum Refresh {
  private static let soon: TimeInterval = 15 * 60
  private static let often: TimeInterval = 4 * 3600

  /// Soon where something is to be sent; near a pickup, so that the lock screen has it; else now and
  /// then. The system decides in the end.
  public static func next(outbox: Int, pickup: Date?, now: Date) -> Date {
    let latest = now.addingTimeInterval(outbox > 0 ? soon : often)
    guard let pickup, pickup > now else { return latest }
    return min(latest, max(now.addingTimeInterval(soon), pickup.addingTimeInterval(-3600)))
  }
}

/// A notification's contents.
public enum PushPayload {
  /// Its JSON, for the engine; nothing where it isn't ours.
  public static func json(_ contents: [AnyHashable: Any]) -> String? {
    guard let dough = contents["dough"], JSONSerialization.isValidJSONObject(["dough": dough]),
      let data = try? JSONSerialization.data(withJSONObject: ["dough": dough])
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
