import DoughCore

/// What a basket costs and would earn.
public struct OrderQuote: Hashable, Sendable {
  public let lines: [OrderLine]
  public let total: Cents
  public let dough: Int64
  /// Why, in the customer's language.
  public let reasons: [String]
  /// The vouchers and rewards that fit it.
  public let usable: [Usable]
  /// The one that is used with it.
  public let redeem: Usable?
  /// Whether the phone made it by what it knows.
  public let isEstimate: Bool

  /// A voucher or a reward that fits.
  public struct Usable: Hashable, Sendable, Identifiable {
    public let id: Voucher.ID
    public let name: String
    /// What it takes off.
    public let off: Cents
  }

  /// What a voucher or a reward takes off.
  public var off: Cents { redeem?.off ?? Cents(0) }

  /// What is left to pay with money.
  public var due: Cents { Cents(total.count - off.count) }

  /// The lines and the sum as `quote` has them. What it earns at the pickup, and what a voucher or a
  /// reward takes off, is the phone's to reckon: the server isn't asked that.
  init(_ quote: Quote, menu: ShopMenu, own: Quote, usable: [Usable], redeem: Usable?) {
    lines = quote.lines.map { OrderLine($0, menu: menu) }
    total = Cents(quote.total)
    dough = own.dough
    reasons = own.reasons
    self.usable = usable
    self.redeem = redeem
    isEstimate = quote.estimate
  }

  /// Another shape of an order.
  init(
    _ core: Dough, changing order: OrderContents.ID, lines: [BasketLine],
    pickup: PickupTime.ID?, menu: ShopMenu
  ) throws {
    let quote = try core.editQuote(order: order, lines: lines, pickupAt: pickup)
    let attached = try core.order(id: order)?.redeem
    let name = try core.rewards().first { $0.number == attached }?.name
    let redeem = attached.map { Usable(id: $0, name: name ?? "", off: Cents(quote.off)) }
    self.init(quote, menu: menu, own: quote, usable: [], redeem: redeem)
  }

  private init(priced: Self, own: Self) {
    lines = priced.lines
    total = priced.total
    dough = own.dough
    reasons = own.reasons
    usable = own.usable
    redeem = own.redeem
    isEstimate = priced.isEstimate
  }

  /// The same prices, with what another quote earns and takes off.
  func with(_ own: Self) -> Self {
    Self(priced: self, own: own)
  }
}

/// A line of an order, a basket or a receipt.
public struct OrderLine: Hashable, Sendable, Identifiable {
  public let choice: Basket.Choice
  public let name: String
  /// What the changes are called.
  public let changes: [String]
  public let quantity: Int
  /// The price of all of them; nothing until somebody has priced it.
  public let amount: Cents?
  /// Letters of what it contains.
  public let allergens: [String]
  /// Whether the kitchen can't rule out traces of other things.
  public let crossContact: Bool

  public var id: Basket.Choice { choice }

  /// How a priced line says that a change asks for the warning.
  private static let crossContactMark = "cross-contact"

  init(_ line: PricedLine, menu: ShopMenu?) {
    choice = Basket.Choice(item: line.item, changes: Set(line.modifiers))
    name = line.name
    changes = Self.names(of: line.modifiers, item: line.item, menu: menu)
    quantity = Int(line.quantity)
    amount = Cents(line.amount)
    allergens = line.allergens.filter { $0 != Self.crossContactMark }
    crossContact = line.allergens.contains(Self.crossContactMark)
  }

  /// A line that nobody has priced yet.
  init(_ line: BasketLine, menu: ShopMenu?) {
    choice = Basket.Choice(item: line.item, changes: Set(line.modifiers))
    name = menu?.name(of: line.item) ?? line.item
    changes = Self.names(of: line.modifiers, item: line.item, menu: menu)
    quantity = Int(line.quantity)
    amount = nil
    allergens = []
    crossContact = false
  }

  private static func names(of modifiers: [String], item: String, menu: ShopMenu?) -> [String] {
    let known = menu?.item(item)?.changes ?? []
    return modifiers.map { id in known.first { $0.id == id }?.name ?? id }
  }
}
