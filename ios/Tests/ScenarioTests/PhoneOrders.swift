import DoughCore
import Foundation
import TestShop

/// Orders.
extension Phone {
  func orders(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "order": return try await order(step)
    case "queue_order":
      _ = try place(step, quote: own)
      return [:]
    case "edit_order": return try await edit(step)
    case "pay_order": return try await settled(engine.payOrder(order: step.text("order")))
    case "cancel_order": return try await settled(engine.cancelOrder(order: step.text("order")))
    case "order_status": return try status(step.text("order"))
    case "until_status":
      let order = try step.text("order")
      return try await until(.order(id: order), step.expected) { try self.status(order) }
    default: return nil
    }
  }

  private func order(_ step: Step) async throws -> JSON {
    let (engine, shop, lines) = (engine, try step.text("shop"), try basket(step))
    let quote = try await inTime("a quote") {
      try await engine.serverQuote(shop: shop, lines: lines, day: dayAfterTomorrow())
    }
    let order = try place(step) { _, _ in (quote.total, quote.slots) }
    let found = try await settled(order)
    var alternatives = 0
    if case .otherTime(let slots) = try engine.order(id: order)?.trouble {
      alternatives = slots.count
    }
    return found.adding(["alternatives": .int(Int64(alternatives))])
  }

  /// Places an order, at the price and one of the times of a quote unless the step has its own.
  private func place(
    _ step: Step, quote: (String, [BasketLine]) throws -> (Int64, [Slot])
  ) throws -> String {
    let (shop, lines) = (try step.text("shop"), try basket(step))
    let (total, slots) = try quote(shop, lines)
    let pickup =
      step.has("at") ? try step.int("at") : try chosen(slots, Int(step.int("slot"))).pickupAt
    let order = try engine.placeOrder(
      order: PlaceOrder(
        shop: shop, lines: lines, pickupAt: pickup,
        total: step.has("total") ? step.int("total") : total, pay: step.flag("pay"),
        after: step.has("after") ? step.text("after") : nil,
        redeem: step.flag("redeem") ? engine.rewards()[0].number : nil))
    try kept.keep(.text(order), of: step)
    try kept.keep(.int(pickup), of: step, at: "remember_slot")
    return order
  }

  /// The phone's own price and times.
  private func own(_ shop: String, _ lines: [BasketLine]) throws -> (Int64, [Slot]) {
    let slots = try engine.slots(shop: shop, day: dayAfterTomorrow(), lines: lines).slots
    return (try engine.quote(shop: shop, lines: lines).total, slots)
  }

  private func edit(_ step: Step) async throws -> JSON {
    let (id, lines, number) = (try step.text("order"), try basket(step), try step.int("slot"))
    guard let order = try engine.order(id: id) else { throw Unplayable("no such order") }
    let times = try engine.editSlots(order: id, day: dayAfterTomorrow(), lines: lines).slots
    let pickup = number == -1 ? order.pickupAt : try chosen(times, Int(number)).pickupAt
    let total =
      step.has("total")
      ? try step.int("total") : try engine.quote(shop: order.shop, lines: lines).total
    return try await settled(
      engine.editOrder(order: id, lines: lines, pickupAt: pickup, total: total))
  }

  /// An order of another phone may not be known yet.
  private func status(_ id: String) throws -> JSON {
    guard let order = try engine.order(id: id) else { return [:] }
    return [
      "status": .text(Outcome.name(order.status)),
      "total": .int(order.total),
      "due": .int(order.due),
      "code": JSON(order.code),
      "can_change": .bool(order.canChange),
    ]
  }

  private func basket(_ step: Step) throws -> [BasketLine] {
    try step.texts("items").map { BasketLine(item: $0, quantity: 1, modifiers: []) }
  }

  private func chosen(_ slots: [Slot], _ number: Int) throws -> Slot {
    guard slots.indices.contains(number) else {
      throw Unplayable("there are \(slots.count) times, and no number \(number)")
    }
    return slots[number]
  }
}

private func dayAfterTomorrow() -> String {
  Date(timeIntervalSinceNow: 2 * 86_400).formatted(.iso8601.year().month().day())
}
