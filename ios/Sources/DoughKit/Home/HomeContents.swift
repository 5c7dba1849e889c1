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
  public struct Pickup: Hashable, Sendable, Identifiable {
    /// The order's id.
    public let id: String
    /// What the shop is called.
    public let shopName: String
    /// What the customer says at the counter.
    public let code: String
    /// The shop's own clock: "08:10".
    public let time: String
    /// The same by the phone's own clock: what a countdown runs to.
    public let dueAt: Date
    public let isReady: Bool
  }

  public let access: Access
  public let dough: Int64
  /// Dough that waits for a date or a pickup.
  public let pendingDough: Int64
  /// Dough that was spent and then taken back: the next that comes settles it.
  public let owedDough: Int64
  /// Dots of the row that fills up to the next surprise, and how many the row has. Without a menu
  /// the row's length isn't known.
  public let dots: Int64
  public let dotsInRow: Int64?
  public let surprisesReady: Int
  public let vouchers: Int
  /// News that the customer hasn't looked at.
  public let unread: Int
  public let balance: Cents
  /// Money of orders that wait for their pickup.
  public let held: Cents
  public let nextPickup: Pickup?
  /// Whether an e-mail address leads back to the wallet; otherwise it is lost with the phone.
  public let hasEmail: Bool
  /// From when on this phone may spend euros; nothing where it may now.
  public let spendsFrom: Date?
  /// What is still on its way to the server.
  public let outbox: Int
  public let offlineSince: Date?

  public init(_ home: Home) {
    access = Access(home.access)
    dough = home.doughAvailable
    pendingDough = home.doughPending
    owedDough = home.doughOwed
    dots = home.dots
    dotsInRow = home.surpriseCost
    surprisesReady = Int(home.surprisesReady)
    vouchers = Int(home.vouchers)
    unread = Int(home.unread)
    balance = Cents(home.eurAvailable)
    held = Cents(home.eurHeld)
    nextPickup = home.nextPickup.map(Pickup.init)
    hasEmail = home.hasEmail
    spendsFrom = home.spendsFrom.map(Date.init(millis:))
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
    id = order.id
    shopName = order.shopName
    dueAt = Date(millis: order.dueAt)
    code = order.code
    time = order.localLabel
    isReady = order.status == .prepared
  }
}
