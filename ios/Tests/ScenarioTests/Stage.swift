import TestShop

/// A shop, its phones, and what steps have kept.
@MainActor
final class Stage {
  private let shop: ShopProcess
  private let kept = Kept()
  private var phones: [String: Phone] = [:]

  init(shop: ShopProcess) {
    self.shop = shop
  }

  func end() {
    for phone in phones.values { phone.app.close() }
  }

  func tell(_ line: JSON, at place: String) async throws {
    let found: JSON
    let step: Step
    do {
      step = try Step(line, kept: kept.values)
      found = try await play(step)
    } catch {
      throw Unplayable("\(place): \(line)\nfailed: \(error)")
    }
    guard found.holds(step.expected) else {
      throw Unplayable("\(place): \(step)\nfound \(found)")
    }
  }

  private func play(_ step: Step) async throws -> JSON {
    if step.has("till") { return try await till(step) }
    if step.has("phone") { return try await phone(step).play(step) }
    if step.has("kitchen") {
      let order = step.has("order") ? [try step.text("order")] : []
      try await shop.kitchen(step.text("kitchen"), [step.text("do")] + order)
    } else if step.has("server") {
      try await server(step)
    } else if step.has("check") {
      try await shop.check()
    } else {
      throw Unplayable("nobody can do this")
    }
    return [:]
  }

  private func phone(_ step: Step) async throws -> Phone {
    let name = try step.text("phone")
    if try step.text("do") == "open" {
      phones.removeValue(forKey: name)?.app.close()
      phones[name] = try await Phone(name, shop: shop, kept: kept)
    }
    guard let phone = phones[name] else { throw Unplayable("\(name) has no phone") }
    return phone
  }

  private func server(_ step: Step) async throws {
    switch try step.text("server") {
    case "stop": try await shop.stop()
    case "start":
      try await shop.start()
      for phone in phones.values { phone.engine.networkChanged() }
    case "mail": try kept.keep(.text(await shop.mailedCode(to: step.text("to"))), of: step)
    case let action: throw Unplayable("no server can \(action)")
    }
  }

  private func till(_ step: Step) async throws -> JSON {
    let till = try step.text("till")
    switch try step.text("do") {
    case "scan": return try await scan(step, at: till)
    case "refund": return try await refund(step, at: till)
    case let action: throw Unplayable("no till can \(action)")
    }
  }

  private func refund(_ step: Step, at till: String) async throws -> JSON {
    let pieces = step.has("pieces") ? try step.ints("pieces").map { "--piece=\($0)" } : []
    let amount = step.has("amount") ? ["--amount=\(try step.int("amount"))"] : []
    return try await shop.refund(step.text("receipt"), at: till, part: pieces + amount)
  }

  private func scan(_ step: Step, at till: String) async throws -> JSON {
    let answer = try await shop.scan(
      step.text("code"), at: till, items: step.texts("items"), pay: step.text("pay"),
      transaction: step.text("transaction"))
    // A refusal may name a receipt too.
    guard answer["code"] == nil, let receipt = answer["receipt"] else { return answer }
    let id = receipt["id"] ?? .null
    try kept.keep(id, of: step)
    let tenders = receipt["tenders"]?.list ?? []
    let paid = tenders.map { ($0["kind"]?.text ?? "", $0["amount"] ?? .null) }
    return [
      "total": receipt["total"] ?? .null,
      "earned": receipt["earning"]?["dough"] ?? .null,
      "paid": .object(Dictionary(paid) { $1 }),
      "receipt": id,
    ]
  }
}
