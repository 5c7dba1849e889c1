import DoughKit
import TestShop

/// Putting an order together, and changing one.
extension Phone {
  func ordering(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "shop": return try await shop(step)
    case "order":
      return try await ordered(step, byThePhone: false) { try await self.placed($0) }
    case "queue_order": return try await ordered(step, byThePhone: true) { _ in [:] }
    case "edit_order": return try await edit(step)
    default: return nil
    }
  }

  private func shop(_ step: Step) async throws -> JSON {
    let id = try step.text("shop")
    let model = OrderModel(session: app.session, shop: id)
    await model.load()
    return try await until(step) {
      let today = model.today[id]
      return [
        "paused": .bool(today?.pausedUntil != nil),
        "sold_out": .int(Int64(today?.soldOut.count ?? 0)),
      ]
    }
  }

  /// Orders on the screens, then looks at what was placed.
  private func ordered(
    _ step: Step, byThePhone: Bool, look: (OrderContents.ID) async throws -> JSON
  ) async throws -> JSON {
    let model = try await chosen(step, byThePhone: byThePhone)
    if model.missing > Cents(0) {
      guard step.flag("top_up") else { return tooDear }
      await model.topUpAndPlace(evenSo: true)
    } else {
      await model.place()
    }
    try await shows("that it is placed") { model.placing != .underWay }
    switch model.placing {
    case .placed(let id):
      try kept.keep(.text(id), of: step)
      return try await look(id)
    case .failed(let problem): return Outcome.of(problem)
    case .idle, .underWay, .warnsOfLoss: throw Unplayable("\(model.placing)")
    }
  }

  /// One of each item, for the day after tomorrow: by the shop's prices and times, or while those are
  /// away by the phone's.
  private func chosen(_ step: Step, byThePhone: Bool) async throws -> OrderModel {
    let (items, shop) = (try step.texts("items"), try step.text("shop"))
    let model = OrderModel(session: app.session, shop: shop)
    await model.load()
    try await shows("the shop") { model.shop?.id == shop }
    for item in items { await model.add(Basket.Choice(item: item)) }
    await model.chooseDay(model.days[daysAhead])
    try await shows("price and times") {
      model.quote.contents?.isEstimate == byThePhone
        && model.times.contents?.isEstimate == byThePhone
    }
    model.choose(try time(step, of: model))
    guard step.flag("redeem") else { return model }
    let voucher = try await firstVoucher()
    await model.choose(redeem: voucher)
    try await shows("what is taken off") { model.quote.contents?.redeem?.id == voucher }
    return model
  }

  private func time(_ step: Step, of model: OrderModel) throws -> PickupTime {
    let (times, number) = (model.times.contents?.times ?? [], Int(try step.int("slot")))
    guard times.indices.contains(number) else {
      throw Unplayable("there are \(times.count) times, and no number \(number)")
    }
    return times[number]
  }

  private func edit(_ step: Step) async throws -> JSON {
    let items = try step.texts("items")
    let page = await page(try step.text("order"))
    guard let order = try page.state.seen else { throw Unplayable("no such order") }
    let model = OrderModel(session: app.session, purpose: .change(order))
    await model.load()
    try await shows("the shop") { model.shop?.id == order.shop }
    for entry in model.basket.entries {
      await model.set(entry.choice, to: items.filter { $0 == entry.choice.item }.count)
    }
    guard model.basket.count == items.count else {
      throw Unplayable("no screen adds an item to an order")
    }
    if try step.int("slot") >= 0 {
      await model.chooseDay(model.days[daysAhead])
      try await shows("times") { model.times.contents?.isEstimate == false }
      model.choose(try time(step, of: model))
    }
    try await shows("its price") {
      model.quote.contents?.lines.reduce(0) { $0 + $1.quantity } == items.count
    }
    return try await saved(model)
  }

  private func saved(_ change: OrderModel) async throws -> JSON {
    if change.missing > Cents(0) { return tooDear }
    let due = change.quote.contents?.due ?? Cents(0)
    await change.place()
    try await shows("an outcome") { change.placing != .underWay }
    if case .failed(let problem) = change.placing { return Outcome.of(problem) }
    return Outcome.done.adding(["due": .int(due.count)])
  }
}

private let daysAhead = 2

/// The screen says what is missing, and has no button to go on without it.
private let tooDear = Outcome.refused("balance_short")
