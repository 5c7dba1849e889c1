import DoughCore

/// What a basket costs and would earn.
public struct OrderQuote: Hashable, Sendable {
  public let lines: [OrderLine]
  public let total: Cents
  public let dough: Int64
  /// Whether the phone made it by what it knows.
  public let isEstimate: Bool

  init(_ quote: Quote, menu: ShopMenu) {
    lines = quote.lines.map { OrderLine($0, menu: menu) }
    total = Cents(quote.total)
    dough = quote.dough
    isEstimate = quote.estimate
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
