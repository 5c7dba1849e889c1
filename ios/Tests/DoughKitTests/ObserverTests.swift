import DoughCore
import Foundation
import TestShop
import Testing

/// What the library calls in Swift: observers, keys, a clock, a log.
struct ObserverTests {
  private let folder: Folder
  private let config: Config
  private let phone: Dough

  init() throws {
    folder = try Folder()
    config = Config(
      store: folder.path("dough.db"), server: CoreTests.nowhere, language: .en,
      appVersion: "1.0.0")
    phone = try Dough.open(config: config, keys: newKeys())
  }

  @Test func anObserverIsToldTheValueAndEachChangeUntilItIsCancelled() async throws {
    let homes = Updates()
    let subscription = try phone.observe(topic: .home, observer: homes)
    try await homes.tellsOutbox(1)
    _ = try phone.topUp(cents: 500, evenSo: true)
    try await homes.tellsOutbox(2)
    subscription.cancel()
    // One that may still have been told something has been told it by then.
    let later = Updates()
    let other = try phone.observe(topic: .home, observer: later)
    _ = try phone.topUp(cents: 500, evenSo: true)
    try await later.tellsOutbox(3)
    other.cancel()
  }

  @Test func theFirstThingThatIsToldIsTheTopicsValue() async throws {
    let order = try anOrder()
    let orders = try phone.orders()
    let outbox = try phone.outbox()
    #expect(orders.map(\.id) == [order])
    #expect(outbox.map(\.kind) == ["open_wallet", "place_order"])

    #expect(try await first(.orders) == .orders(orders: orders))
    #expect(try await first(.order(id: order)) == .order(order: orders[0]))
    #expect(
      try await first(.order(id: "01890a5d-ac96-774b-bcce-b302099a8057")) == .order(order: nil))
    let unused = PaySession(session: 7, receipt: nil, text: nil)
    #expect(try await first(.paySession(session: 7)) == .paySession(paySession: unused))
    guard case .home(let home) = try await first(.home) else { throw Unexpected(reason: "no home") }
    #expect(home.access == .opening)
    #expect(home.outbox == 2)
    guard case .outbox(let intents) = try await first(.outbox) else {
      throw Unexpected(reason: "no outbox")
    }
    #expect(intents.map(\.id) == outbox.map(\.id))
  }

  @Test func anOrderIsToldItsChanges() async throws {
    let order = try anOrder()
    let (one, all) = (Updates(), Updates())
    let subscriptions = [
      try phone.observe(topic: .order(id: order), observer: one),
      try phone.observe(topic: .orders, observer: all),
    ]
    try await within(for: "the end of an order") { [phone] in try await phone.takeBack(id: order) }
    try await one.tells("the order's end") { update in
      if case .order(let order?) = update { order.status == .canceled } else { false }
    }
    try await all.tells("the same in the list") { update in
      if case .orders(let orders) = update { orders.map(\.status) == [.canceled] } else { false }
    }
    for subscription in subscriptions { subscription.cancel() }
  }

  @Test func aTopicThatCannotBeReadIsRefused() {
    #expect(
      failure { try phone.observe(topic: .order(id: "not an id"), observer: Updates()) }
        == "refused malformed_request")
  }

  @Test func anObserverThatThrowsIsToldTheNextValueAllTheSame() async throws {
    let throwing = ThrowingObserver()
    let subscription = try phone.observe(topic: .home, observer: throwing)
    try await throwing.updates.tellsOutbox(1)
    _ = try phone.topUp(cents: 500, evenSo: true)
    try await throwing.updates.tellsOutbox(2)
    #expect(try phone.home().outbox == 2)
    subscription.cancel()
  }

  @Test func aClockAndALogThatThrowChangeNothing() async throws {
    let before = Int64(Date().timeIntervalSince1970 * 1000)
    let config = Config(
      store: folder.path("other.db"), server: CoreTests.nowhere, language: .en,
      appVersion: "1.0.0")
    let phone = try Dough.open(
      config: config, keys: newKeys(), clock: BrokenClock(), log: BrokenLog())
    let intent = try #require(try phone.intent(id: phone.topUp(cents: 500, evenSo: true)))
    #expect(intent.createdAt >= before, "the system's time is told instead")
    #expect(await failureInTime { try await phone.sync() }?.hasPrefix("offline ") == true)
    #expect(try phone.home().outbox == 2)
    phone.shutdown()
  }

  @Test func aKeyStoreThatThrowsIsAnErrorAndNoCrash() throws {
    do {
      _ = try Dough.open(config: config, keys: BrokenKeys())
      Issue.record("it opened")
    } catch DoughError.Internal(let code, let detail) {
      #expect(code == "key_store_failed")
      #expect(detail.contains("on fire"))
    }
    #expect(throws: KeyStoreError.Failed(detail: "a seed has 32 bytes")) {
      try softwareKeys(seed: Data("short".utf8))
    }
  }

  /// An order that waits for a wallet.
  private func anOrder() throws -> String {
    let lines = [BasketLine(item: "quiche", quantity: 1, modifiers: [])]
    return try phone.placeOrder(
      order: PlaceOrder(
        shop: "centre", lines: lines, pickupAt: 1_781_600_400_000, total: 820, pay: true))
  }

  private func first(_ topic: Topic) async throws -> Update? {
    let updates = Updates()
    let subscription = try phone.observe(topic: topic, observer: updates)
    defer { subscription.cancel() }
    return try await within(for: "a first value") {
      for await update in updates.told { return update }
      return nil
    }
  }
}
