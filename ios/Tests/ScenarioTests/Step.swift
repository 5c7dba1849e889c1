import TestShop

/// A step that can't be told.
struct Unplayable: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A line of a scenario, with kept values in place of their names.
struct Step: CustomStringConvertible {
  private let members: JSON

  init(_ written: JSON, kept: [String: JSON]) throws {
    members = try Self.resolve(written, kept)
  }

  var description: String { "\(members)" }

  var expected: JSON { members["expect"] ?? [:] }

  /// Whether a call may give an error here, which is then what the step yields.
  var expectsAnOutcome: Bool { expected["state"] != nil || expected["code"] != nil }

  func has(_ member: String) -> Bool { members[member] != nil }

  func flag(_ member: String) -> Bool { members[member] == true }

  func text(_ member: String) throws -> String { try need(member, members[member]?.text) }

  func int(_ member: String) throws -> Int64 { try need(member, members[member]?.int) }

  func ints(_ member: String) throws -> [Int64] {
    try need(member, members[member]?.list).map { try need(member, $0.int) }
  }

  func texts(_ member: String) throws -> [String] {
    try need(member, members[member]?.list).map { try need(member, $0.text) }
  }

  private func need<Value>(_ member: String, _ value: Value?) throws -> Value {
    guard let value else { throw Unplayable("\(member) is missing, or isn't what it should be") }
    return value
  }

  private static func resolve(_ value: JSON, _ kept: [String: JSON]) throws -> JSON {
    switch value {
    case .object(let members): return .object(try members.mapValues { try resolve($0, kept) })
    case .text(let name) where name.hasPrefix("$"):
      guard let value = kept[String(name.dropFirst())] else {
        throw Unplayable("nothing was kept as \(name)")
      }
      return value
    default: return value
    }
  }
}

extension JSON {
  /// This object with more members.
  func adding(_ more: [String: JSON]) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.merging(more) { $1 })
  }
}
