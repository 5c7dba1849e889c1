import Foundation

/// What the widget shows: a few facts that the app leaves in the folder that both may read. The widget
/// never opens the wallet, since two processes on one store are refused.
public struct Glance: Codable, Hashable, Sendable {
  public struct Pickup: Codable, Hashable, Sendable {
    /// The order's id.
    public let order: String
    public let shopName: String
    public let code: String
    /// The shop's own clock: "08:10".
    public let time: String
    public let dueAt: Date
    public let isReady: Bool
  }

  public let dough: Int64
  public let dots: Int64
  public let dotsInRow: Int64?
  public let pickup: Pickup?

  /// Nothing of a wallet that this phone may not use: it is no longer the customer's business.
  public init?(_ home: HomeContents) {
    guard home.access == .open else { return nil }
    dough = home.dough
    dots = home.dots
    dotsInRow = home.dotsInRow
    pickup = home.nextPickup.map(Pickup.init)
  }

  /// When what is shown changes by itself: at the pickup, and when it is long over.
  public func turningPoints(after now: Date) -> [Date] {
    guard let pickup else { return [] }
    return [pickup.dueAt, pickup.dueAt.addingTimeInterval(Self.forgotten)].filter { $0 > now }
  }

  /// A pickup that should have been long ago isn't shown: the app hasn't run to say what became of it.
  public func pickup(at now: Date) -> Pickup? {
    pickup.flatMap { $0.dueAt.addingTimeInterval(Self.forgotten) > now ? $0 : nil }
  }

  private static let forgotten: TimeInterval = 3 * 3600
}

extension Glance.Pickup {
  public init(_ pickup: HomeContents.Pickup) {
    order = pickup.id
    shopName = pickup.shopName
    code = pickup.code
    time = pickup.time
    dueAt = pickup.dueAt
    isReady = pickup.isReady
  }
}

/// The file in which the app leaves it.
public struct GlanceFile: Sendable {
  private let url: URL

  /// `folder`: of the app group.
  public init(folder: URL) {
    url = folder.appendingPathComponent("glance.json")
  }

  /// Nothing where the app has left nothing, or another version's.
  public func read() -> Glance? {
    guard let data = try? Data(contentsOf: url) else { return nil }
    return try? JSONDecoder().decode(Glance.self, from: data)
  }

  /// Says whether it differs from what was there.
  @discardableResult
  public func write(_ glance: Glance?) throws -> Bool {
    guard glance != read() else { return false }
    if let glance {
      try JSONEncoder().encode(glance).write(to: url, options: .atomic)
    } else {
      try FileManager.default.removeItem(at: url)
    }
    return true
  }
}
