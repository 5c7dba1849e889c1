import DoughKit
import TestShop

/// An order's own screen.
extension Phone {
  func orders(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "pay_order":
      let page = await page(try step.text("order"))
      await page.pay()
      return try await outcome { page.errand }
    case "cancel_order":
      let page = await page(try step.text("order"))
      await page.callOff()
      return try await outcome { page.errand }
    case "order_status": return told(try await page(step.text("order")).state.seen)
    case "until_status":
      let page = await page(try step.text("order"))
      return try await until(step) { self.told(try page.state.seen) }
    default: return nil
    }
  }

  func page(_ id: OrderContents.ID) async -> OrderDetailModel {
    let page = OrderDetailModel(session: app.session, id: id)
    await page.load()
    return page
  }

  /// What became of an order that was placed, as its screen shows it.
  func placed(_ id: OrderContents.ID) async throws -> JSON {
    let page = await page(id)
    try await shows("an outcome") { page.state.contents.map { $0.status != .placing } ?? false }
    // It knows the server's reply at once; other screens show what the journal tells a moment later.
    _ = try await settled(id)
    guard let order = page.state.contents else { throw Unplayable("the order is gone") }
    guard order.status == .refused, let trouble = order.trouble else {
      return Outcome.done.adding(["alternatives": 0])
    }
    var alternatives = 0
    if case .otherTime(let times) = trouble { alternatives = times.count }
    return Outcome.refused(code(of: trouble)).adding(["alternatives": .int(Int64(alternatives))])
  }

  /// The screen says in its own words why an order was refused. To it, any reason to take another time
  /// is the same.
  private func code(of trouble: OrderContents.Trouble) -> String {
    switch trouble {
    case .priceChanged: "price_changed"
    case .otherTime: "slot_full"
    case .soldOut: "sold_out"
    case .shopPaused: "shop_paused"
    case .balanceShort: "balance_short"
    case .other(let code): code
    }
  }

  /// An order of another phone may not be known yet.
  private func told(_ order: OrderContents?) -> JSON {
    guard let order else { return [:] }
    return [
      "status": .text(Outcome.name(order.status)),
      "total": .int(order.total.count),
      "due": .int(order.due.count),
      "can_change": .bool(order.canChange),
    ]
  }
}
