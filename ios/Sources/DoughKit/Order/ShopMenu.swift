import DoughCore
import Foundation

/// Shops and what they sell, as last known.
public struct ShopMenu: Hashable, Sendable {
  /// An outlet.
  public struct Shop: Hashable, Sendable, Identifiable {
    public let id: String
    public let name: String
    public let timeZone: TimeZone
  }

  /// An outlet as it is today, by its state as last known.
  public struct Today: Hashable, Sendable {
    /// Whether its doors are open now.
    public let isOpen: Bool
    /// Today's hours on its own clock: "07:00–19:00"; nothing when it is closed.
    public let hours: String?
    /// Until when it takes no orders ahead; nothing where it does.
    public let pausedUntil: Date?
    /// What can't be had now.
    public let soldOut: Set<Item.ID>
  }

  /// Something that is sold.
  public struct Item: Hashable, Sendable, Identifiable {
    public let id: String
    public let name: String
    public let price: Cents
    /// Letters of what it contains.
    public let allergens: [String]
    /// Changes that it allows.
    public let changes: [Change]
    /// Its picture: what the engine is asked for it with.
    public let image: String?
  }

  /// A change to an item.
  public struct Change: Hashable, Sendable, Identifiable {
    public let id: String
    public let name: String
    /// Added to the price of one.
    public let price: Cents
    /// Letters of what it adds.
    public let allergens: [String]
    /// Whether the kitchen can't promise that nothing else gets in.
    public let crossContact: Bool
  }

  public let business: String
  /// When the server last confirmed it.
  public let asOf: Date
  public let shops: [Shop]
  public let items: [Item]

  public func shop(_ id: Shop.ID) -> Shop? {
    shops.first { $0.id == id }
  }

  public func item(_ id: Item.ID) -> Item? {
    items.first { $0.id == id }
  }
}

extension ShopMenu {
  init(_ catalogue: Catalogue) {
    business = catalogue.business
    asOf = Date(millis: catalogue.fetchedAt)
    shops = catalogue.shops.map { shop in
      Shop(id: shop.id, name: shop.name, timeZone: TimeZone(identifier: shop.timeZone) ?? .gmt)
    }
    let changes = catalogue.modifiers.map(Change.init)
    items = catalogue.items.map { item in
      Item(
        id: item.id, name: item.name, price: Cents(item.price), allergens: item.allergens,
        changes: item.modifiers.compactMap { id in changes.first { $0.id == id } },
        image: item.image)
    }
  }

  /// What an item is called; its id where the menu has lost it.
  func name(of item: Item.ID) -> String {
    self.item(item)?.name ?? item
  }
}

extension ShopMenu.Change {
  init(_ modifier: Modifier) {
    self.init(
      id: modifier.id, name: modifier.name, price: Cents(modifier.price),
      allergens: modifier.allergens, crossContact: modifier.crossContact)
  }
}

extension ShopMenu.Today {
  init(_ today: ShopToday) {
    isOpen = today.openNow
    hours = today.hours
    pausedUntil = today.pausedUntil.map(Date.init(millis:))
    soldOut = Set(today.soldOut)
  }
}
