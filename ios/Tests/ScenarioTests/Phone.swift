import DoughCore
import Foundation
import TestShop

/// A phone of a scenario: one wallet through the bindings. What it can do stands in
/// tests/scenarios/README.md.
final class Phone {
  private(set) var engine: Dough
  private let shop: ShopProcess
  private let store: String
  private let keys: any DeviceKeys

  init(_ name: String, shop: ShopProcess) async throws {
    self.shop = shop
    store = shop.folder.appendingPathComponent("\(name).phone").path
    keys = try softwareKeys(seed: Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }))
    engine = try Self.opened(store: store, server: await shop.url, keys: keys)
  }

  private static func opened(store: String, server: String, keys: any DeviceKeys) throws -> Dough {
    let config = Config(store: store, server: server, language: .en, appVersion: "0.1.0")
    return try Dough.open(config: config, keys: keys)
  }

  func play(_ step: Step, keep: (String, JSON) -> Void) async throws -> JSON {
    /// What a step keeps under the name at `save`, or at another.
    func save(_ value: JSON, as member: String = "save") throws {
      if step.has(member) { keep(try step.text(member), value) }
    }
    switch try step.text("do") {
    case "open": try await open()
    case "restart": try await restart()
    case "home": return try home()
    case "until": return try await until(step) { try self.home() }
    case "top_up": return try await settled(engine.topUp(cents: step.int("cents")))
    case "invitation": try save(.text(engine.invite().code))
    case "accept": return try await settled(engine.acceptInvite(code: step.text("invitation")))
    case "queue_accept": try save(.text(engine.acceptInvite(code: step.text("invitation"))))
    case "settled": return try await settled(step.text("intent"))
    case "invites": return try invites()
    case "until_invited": return try await until(step) { try self.invites() }
    case "order":
      let (order, pickup, found) = try await order(step)
      try save(.text(order))
      try save(.int(pickup), as: "remember_slot")
      return found
    case "pay_order": return try await settled(engine.payOrder(order: step.text("order")))
    case "cancel_order": return try await cancel(step.text("order"))
    case "order_status": return try status(step)
    case "until_status": return try await until(step) { try self.status(step) }
    case "pay_code": try save(.text(payCode(step)))
    case "open_surprise": return try await openSurprise()
    case "rewards": return ["items": .list(try engine.rewards().map { .text($0.item) })]
    case "history":
      return ["kinds": .list(try engine.history(limit: 5).map { .text($0.kind) })]
    case let action: throw Unplayable("no phone can \(action)")
    }
    return [:]
  }

  private func open() async throws {
    guard await shop.isRunning else { return }
    // An attempt may fail; the engine tries again by itself.
    let opened: JSON = ["open": true]
    let found = try await until(opened) {
      ["open": .bool(try self.engine.home().inviteCode != nil)]
    }
    guard found.holds(opened) else { throw Unplayable("no wallet was opened") }
  }

  private func restart() async throws {
    engine.shutdown()
    engine = try Self.opened(store: store, server: await shop.url, keys: keys)
  }

  private func home() throws -> JSON {
    let home = try engine.home()
    return [
      "dough": .int(home.doughAvailable),
      "pending": .int(home.doughPending),
      "dots": .int(home.dots),
      "surprises": .int(Int64(home.surprisesReady)),
      "eur": .int(home.eurAvailable),
      "held": .int(home.eurHeld),
      "vouchers": .int(Int64(home.vouchers)),
      "outbox": .int(Int64(home.outbox)),
    ]
  }

  private func invites() throws -> JSON {
    ["invited": .list(try engine.invites().invited.map { .text($0.state) })]
  }

  private func status(_ step: Step) throws -> JSON {
    ["status": JSON(try engine.order(id: step.text("order")).map { "\($0.status)" })]
  }

  private func settled(_ intent: String) async throws -> JSON {
    let engine = engine
    let settled = try await within(for: "the end of an intent") {
      try await engine.settled(id: intent)
    }
    return ["state": .text("\(settled.state)"), "code": JSON(settled.code)]
  }

  private func order(_ step: Step) async throws -> (String, Int64, JSON) {
    let (engine, shop) = (engine, try step.text("shop"))
    let lines = try step.texts("items").map { BasketLine(item: $0, quantity: 1, modifiers: []) }
    let day = Date(timeIntervalSinceNow: 2 * 86_400).formatted(.iso8601.year().month().day())
    let quote = try await within(for: "a quote") {
      try await engine.serverQuote(shop: shop, lines: lines, day: day)
    }
    let pickup =
      step.has("at") ? try step.int("at") : quote.slots[Int(try step.int("slot"))].pickupAt
    let total = step.has("total") ? try step.int("total") : quote.total
    let order = try engine.placeOrder(
      order: PlaceOrder(
        shop: shop, lines: lines, pickupAt: pickup, total: total, pay: step.flag("pay")))
    let found = try await settled(order)
    let alternatives = try engine.order(id: order)?.alternatives.count ?? 0
    return (order, pickup, found.adding(["alternatives": .int(Int64(alternatives))]))
  }

  private func cancel(_ order: String) async throws -> JSON {
    do {
      return try await settled(engine.cancelOrder(order: order))
    } catch DoughError.Refused(let code, _) {
      return ["state": "refused", "code": .text(code)]
    }
  }

  private func payCode(_ step: Step) throws -> String {
    let voucher = step.flag("voucher") ? try engine.rewards()[0].number : nil
    let max = step.has("max") ? try step.int("max") : nil
    let request = PayRequest(payMax: max, earn: step.flag("earn"), redeem: voucher)
    return try engine.payCode(request: request).text
  }

  private func openSurprise() async throws -> JSON {
    let number = try engine.surprises()[0].number
    let found = try await settled(engine.openSurprise(surprise: number, ofAge: false))
    return found.adding(["verified": .bool(try engine.reveals().allSatisfy(\.verified))])
  }

  private func until(_ step: Step, _ look: () throws -> JSON) async throws -> JSON {
    try await until(step.expected, look)
  }

  /// What holds what is expected, as soon as it does; else what stands in the end.
  private func until(_ expected: JSON, _ look: () throws -> JSON) async throws -> JSON {
    let (news, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let subscription = engine.observe(observer: News(told: told))
    let limit = Task {
      try await Task.sleep(for: patience)
      told.finish()
    }
    defer {
      limit.cancel()
      subscription.cancel()
    }
    for await _ in news {
      let found = try look()
      if found.holds(expected) { return found }
    }
    return try look()
  }
}

/// Says that something has changed.
private final class News: Observer {
  private let told: AsyncStream<Void>.Continuation

  init(told: AsyncStream<Void>.Continuation) {
    self.told = told
  }

  func homeChanged(home: Home) {
    told.yield()
  }
}
