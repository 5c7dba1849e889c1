import DoughCore
import Foundation
import TestShop

/// What no screen has: what the engine keeps of a wish, and calls with what no screen would send.
extension Phone {
  func calls(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "outbox": return try outbox()
    case "settled": return try await settled(step.text("intent"))
    case "take_back": return try await takeBack(step.text("intent"))
    case "send_order": return try await placed(send(step))
    case "send_edit": return try await settled(sendEdit(step))
    default: return nil
    }
  }

  /// Keeps the id of what is asked for on a screen, which the screen doesn't know.
  func queued(_ step: Step, _ ask: () async -> Void) async throws -> JSON {
    let before = try engine.outbox().count
    await ask()
    let outbox = try engine.outbox()
    guard outbox.count > before, let last = outbox.last else {
      throw Unplayable("nothing was stored")
    }
    try kept.keep(.text(last.id), of: step)
    return [:]
  }

  /// What became of a payment session whose code shows no more.
  func untilSessionCall(_ step: Step) async throws -> JSON {
    let session = UInt64(try step.int("session"))
    try? await eventually("the sale") { try self.used(session).holds(step.expected) }
    return try used(session)
  }

  private func used(_ session: UInt64) throws -> JSON {
    let used = try engine.paySession(session: session)
    return ["text": JSON(used.text), "total": used.receipt.map { .int($0.total) } ?? .null]
  }

  /// A fresh picture of a code that shows no more.
  func refreshedCall(_ step: Step) throws -> JSON {
    let code = try engine.refreshCode(session: UInt64(step.int("session")))
    try kept.keep(.text(code.text), of: step)
    return [:]
  }

  private func outbox() throws -> JSON {
    let intents = try engine.outbox()
    return [
      "kinds": .list(intents.map { .text($0.kind) }),
      "advice": .list(intents.map { .text(Outcome.name($0.advice)) }),
    ]
  }

  func settled(_ intent: String) async throws -> JSON {
    let engine = engine
    return Outcome.of(
      try await inTime("the end of an intent") { try await engine.settled(id: intent) })
  }

  private func takeBack(_ intent: String) async throws -> JSON {
    let engine = engine
    try await inTime("an intent's end") { try await engine.takeBack(id: intent) }
    return try await settled(intent)
  }

  /// Sends an order at the server's price and one of its times, unless the step has its own.
  private func send(_ step: Step) async throws -> String {
    let (engine, shop, lines) = (engine, try step.text("shop"), try basket(step))
    let quote = try await inTime("a quote") {
      try await engine.serverQuote(shop: shop, lines: lines, day: dayAfterTomorrow())
    }
    let pickup =
      step.has("at") ? try step.int("at") : try chosen(quote.slots, step.int("slot")).pickupAt
    let order = try engine.placeOrder(
      order: PlaceOrder(
        shop: shop, lines: lines, pickupAt: pickup,
        total: step.has("total") ? step.int("total") : quote.total, pay: step.flag("pay"),
        redeem: step.flag("redeem") ? try await firstVoucher() : nil))
    try kept.keep(.text(order), of: step)
    try kept.keep(.int(pickup), of: step, at: "remember_slot")
    return order
  }

  private func sendEdit(_ step: Step) throws -> String {
    let (id, lines, number) = (try step.text("order"), try basket(step), try step.int("slot"))
    guard let order = try engine.order(id: id) else { throw Unplayable("no such order") }
    let times = try engine.editSlots(order: id, day: dayAfterTomorrow(), lines: lines).slots
    let pickup = number == -1 ? order.pickupAt : try chosen(times, number).pickupAt
    let total =
      step.has("total")
      ? try step.int("total") : try engine.quote(shop: order.shop, lines: lines).total
    return try engine.editOrder(order: id, lines: lines, pickupAt: pickup, total: total)
  }

  private func basket(_ step: Step) throws -> [BasketLine] {
    try step.texts("items").map { BasketLine(item: $0, quantity: 1, modifiers: []) }
  }

  private func chosen(_ slots: [Slot], _ number: Int64) throws -> Slot {
    guard slots.indices.contains(Int(number)) else {
      throw Unplayable("there are \(slots.count) times, and no number \(number)")
    }
    return slots[Int(number)]
  }
}

private func dayAfterTomorrow() -> String {
  Date(timeIntervalSinceNow: 2 * 86_400).formatted(.iso8601.year().month().day())
}
