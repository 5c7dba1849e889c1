import DoughCore
import Foundation

/// The first screen's facts.
public struct HomeContents: Hashable, Sendable {
  /// Whether this phone may use its wallet.
  public enum Access: Hashable, Sendable {
    /// The server hasn't opened the wallet yet.
    case opening
    case open
    /// This phone was taken out of the wallet. What is shown is as it was then.
    case revoked
    /// The wallet was erased.
    case erased
  }

  /// The order that is fetched next.
  public struct Pickup: Hashable, Sendable {
    /// What the shop is called.
    public let shopName: String
    /// What the customer says at the counter.
    public let code: String
    /// The shop's own clock: "08:10".
    public let time: String
    public let isReady: Bool
  }

  public let access: Access
  public let dough: Int64
  /// Dough that waits for a date or a pickup.
  public let pendingDough: Int64
  /// Dots of the row that fills up to the next surprise, and how many the row has. Without a menu
  /// the row's length isn't known.
  public let dots: Int64
  public let dotsInRow: Int64?
  public let surprisesReady: Int
  public let vouchers: Int
  public let balance: Cents
  /// Money of orders that wait for their pickup.
  public let held: Cents
  public let nextPickup: Pickup?
  /// What is still on its way to the server.
  public let outbox: Int
  public let offlineSince: Date?

  public init(_ home: Home) {
    access = Access(home.access)
    dough = home.doughAvailable
    pendingDough = home.doughPending
    dots = home.dots
    dotsInRow = home.surpriseCost
    surprisesReady = Int(home.surprisesReady)
    vouchers = Int(home.vouchers)
    balance = Cents(home.eurAvailable)
    held = Cents(home.eurHeld)
    nextPickup = home.nextPickup.map(Pickup.init)
    outbox = Int(home.outbox)
    offlineSince = home.offlineSince.map(Date.init(millis:))
  }

  /// How many dots are missing to the next surprise.
  public var dotsToGo: Int64? {
    dotsInRow.map { max(0, $0 - dots) }
  }
}

extension HomeContents.Access {
  init(_ access: DoughCore.Access) {
    switch access {
    case .opening: self = .opening
    case .open: self = .open
    case .revoked: self = .revoked
    case .erased: self = .erased
    }
  }
}

extension HomeContents.Pickup {
  init(_ order: OrderSummary) {
    shopName = order.shopName
    code = order.code
    time = order.localLabel
    isReady = order.status == .prepared
  }
}

extension Date {
  /// A moment of the engine: milliseconds since 1970.
  init(millis: Int64) {
    self.init(timeIntervalSince1970: TimeInterval(millis) / 1000)
  }
}
