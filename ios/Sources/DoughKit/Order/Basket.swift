import DoughCore

/// What a customer has chosen.
public struct Basket: Hashable, Sendable {
  /// An item, the way the customer likes it.
  public struct Choice: Hashable, Sendable {
    public let item: String
    public let changes: [String]

    public init(item: String, changes: Set<String> = []) {
      self.item = item
      self.changes = changes.sorted()
    }
  }

  public struct Entry: Hashable, Sendable, Identifiable {
    public let choice: Choice
    public fileprivate(set) var quantity: Int

    public var id: Choice { choice }
  }

  /// The protocol's limits.
  public static let mostLines = 50
  public static let mostOfOne = 100

  public private(set) var entries: [Entry] = []

  public init() {}

  public var isEmpty: Bool { entries.isEmpty }

  /// How many things there are.
  public var count: Int {
    entries.reduce(0) { $0 + $1.quantity }
  }

  /// Whether one more of it fits.
  public func takes(_ choice: Choice) -> Bool {
    quantity(of: choice).map { $0 < Self.mostOfOne } ?? (entries.count < Self.mostLines)
  }

  public mutating func add(_ choice: Choice) {
    set(choice, to: (quantity(of: choice) ?? 0) + 1)
  }

  /// Where it is less than one, the choice goes.
  public mutating func set(_ choice: Choice, to quantity: Int) {
    let index = entries.firstIndex { $0.choice == choice }
    switch (index, quantity) {
    case (let index?, ..<1): entries.remove(at: index)
    case (let index?, _): entries[index].quantity = min(quantity, Self.mostOfOne)
    case (nil, 1...) where entries.count < Self.mostLines:
      entries.append(Entry(choice: choice, quantity: min(quantity, Self.mostOfOne)))
    default: break
    }
  }

  /// Takes out all of an item, however it was liked.
  public mutating func remove(item: String) {
    entries.removeAll { $0.choice.item == item }
  }

  public func quantity(of choice: Choice) -> Int? {
    entries.first { $0.choice == choice }?.quantity
  }
}

extension Basket {
  init(_ lines: [BasketLine]) {
    for line in lines {
      let choice = Choice(item: line.item, changes: Set(line.modifiers))
      set(choice, to: (quantity(of: choice) ?? 0) + Int(line.quantity))
    }
  }

  var lines: [BasketLine] {
    entries.map {
      BasketLine(
        item: $0.choice.item, quantity: UInt32($0.quantity), modifiers: $0.choice.changes)
    }
  }
}
