import DoughCore
import Foundation

/// An order, as its screen shows it.
public struct OrderContents: Hashable, Sendable, Identifiable {
  public enum Status: Hashable, Sendable {
    /// It is stored here and on its way to the server.
    case placing
    case refused
    /// It keeps its time and waits for payment.
    case proposed
    /// It is paid.
    case reserved
    /// It is ready to be fetched.
    case prepared
    /// It was fetched.
    case completed
    /// The customer or the shop called it off.
    case canceled
    /// It wasn't paid in time, or nobody came.
    case failed

    /// Whether somebody still works on it, or waits for it.
    public var isOpen: Bool {
      switch self {
      case .placing, .proposed, .reserved, .prepared: true
      case .refused, .completed, .canceled, .failed: false
      }
    }
  }

  /// Why it was refused, with what the screen offers instead.
  public enum Trouble: Hashable, Sendable {
    /// To order at today's price.
    case priceChanged(total: Cents)
    /// To take one of these times; maybe there is none.
    case otherTime([PickupTime])
    /// To order without it.
    case soldOut(item: ShopMenu.Item.ID, name: String)
    case shopPaused(until: Date)
    /// To pay the rest in, and to order then.
    case balanceShort(by: Cents)
    /// A stable code.
    case other(code: String)
  }

  public let id: String
  public let status: Status
  public let shop: ShopMenu.Shop.ID
  public let shopName: String
  /// What the customer says at the counter; nothing until the server has placed it.
  public let code: String?
  /// The pickup: the moment as the engine counts it, with the shop's own clock.
  public let pickup: PickupTime
  /// The day of the pickup, by the shop's calendar.
  public let day: String
  /// The pickup by the phone's own clock: what a countdown runs to.
  public let dueAt: Date
  public let lines: [OrderLine]
  public let total: Cents
  /// What of it is paid with money; a voucher or a reward pays the rest.
  public let due: Cents
  /// The voucher or the reward that is attached.
  public let redeem: UInt64?
  public let dough: Int64
  public let placedAt: Date
  /// Until when an unpaid order keeps its time.
  public let holdEndsAt: Date?
  /// Whether the customer can still edit it or call it off.
  public let canChange: Bool
  public let trouble: Trouble?

  /// What a voucher or a reward takes off.
  public var off: Cents { Cents(total.count - due.count) }

  init(_ order: Order, menu: ShopMenu?) {
    id = order.id
    status = Status(order.status)
    shop = order.shop
    shopName = order.shopName
    code = order.pickupCode
    pickup = PickupTime(id: order.pickupAt, label: order.localLabel)
    day = PickupDay.day(
      of: Date(millis: order.pickupAt), in: menu?.shop(order.shop)?.timeZone ?? .current)
    dueAt = Date(millis: order.dueAt)
    lines =
      order.pricedLines.isEmpty
      ? order.lines.map { OrderLine($0, menu: menu) }
      : order.pricedLines.map { OrderLine($0, menu: menu) }
    total = Cents(order.total)
    due = Cents(order.due)
    redeem = order.redeem
    dough = order.dough
    placedAt = Date(millis: order.placedAt)
    holdEndsAt = order.holdEndsAt.map(Date.init(millis:))
    canChange = order.canChange
    trouble = order.trouble.map { Trouble($0, code: order.code, menu: menu) }
  }

  /// What was chosen, to choose it again or to change it.
  public var basket: Basket {
    var basket = Basket()
    for line in lines {
      basket.set(line.choice, to: (basket.quantity(of: line.choice) ?? 0) + line.quantity)
    }
    return basket
  }

  var basketLines: [BasketLine] { basket.lines }
}

extension OrderContents.Status {
  init(_ status: OrderStatus) {
    switch status {
    case .placing: self = .placing
    case .refused: self = .refused
    case .proposed: self = .proposed
    case .reserved: self = .reserved
    case .prepared: self = .prepared
    case .completed: self = .completed
    case .canceled: self = .canceled
    case .failed: self = .failed
    }
  }
}

extension OrderContents.Trouble {
  init(_ trouble: OrderTrouble, code: String?, menu: ShopMenu?) {
    switch trouble {
    case .priceChanged(let total, _): self = .priceChanged(total: Cents(total))
    case .otherTime(let alternatives): self = .otherTime(alternatives.map(PickupTime.init))
    case .soldOut(let item): self = .soldOut(item: item, name: menu?.name(of: item) ?? item)
    case .shopPaused(let until): self = .shopPaused(until: Date(millis: until))
    case .balanceShort(let cents): self = .balanceShort(by: Cents(cents))
    case .other: self = .other(code: code ?? "internal")
    }
  }
}

extension Dough {
  /// The menu, as screens know it; nothing before it was read.
  func menu() -> ShopMenu? {
    catalogue().map(ShopMenu.init)
  }
}
