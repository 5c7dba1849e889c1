import Foundation

/// A JSON value, as scenarios and tills have them.
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  public init(parsing data: Data) throws {
    self = try JSONDecoder().decode(JSON.self, from: data)
  }

  public init(_ text: String?) {
    self = text.map(JSON.text) ?? .null
  }

  /// A member of an object; nothing where there is none, or where this is no object.
  public subscript(name: String) -> JSON? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  public var int: Int64? {
    if case .int(let int) = self { int } else { nil }
  }

  public var list: [JSON]? {
    if case .list(let list) = self { list } else { nil }
  }

  /// Whether this holds what is expected: objects member by member, everything else equal.
  public func holds(_ expected: JSON) -> Bool {
    guard case .object(let members) = expected else { return self == expected }
    return members.allSatisfy { name, value in self[name]?.holds(value) ?? false }
  }
}

extension JSON: Decodable {
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? value.decode(Int64.self) {
      self = .int(int)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }
}

extension JSON: CustomStringConvertible {
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .int(let int): "\(int)"
    case .number(let number): "\(number)"
    case .text(let text): text.debugDescription
    case .list(let list): "\(list)"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.debugDescription): \($1)" }
        .joined(separator: ", ") + "}"
    }
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(Dictionary(uniqueKeysWithValues: members))
  }
  public init(arrayLiteral list: JSON...) { self = .list(list) }
  public init(stringLiteral text: String) { self = .text(text) }
  public init(integerLiteral int: Int64) { self = .int(int) }
  public init(booleanLiteral bool: Bool) { self = .bool(bool) }
}
