import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct OrderDetailTests {
  private static let lines = [BasketLine(item: "brownie", quantity: 1, modifiers: [])]

  @Test(.timeLimit(.minutes(2)))
  func anOrderThatIsHeldIsPaidAndCalledOff() async throws {
    try await ShopProcess.with { shop in
      let (session, engine, times) = try await open(shop)
      let id = try place(engine, times[40], pay: false)
      let detail = OrderDetailModel(session: session, id: id)
      #expect(detail.state == .loading)
      await detail.load()
      try await shows("that it is to be paid") { detail.state.contents?.status == .proposed }
      #expect(detail.state.contents?.holdEndsAt != nil)
      await detail.pay()
      try await shows("that it is paid") { detail.state.contents?.status == .reserved }
      try await shows("the errand's end") { detail.errand == .done }
      #expect(detail.state.contents?.holdEndsAt == nil)
      await detail.callOff()
      try await shows("that it is called off") {
        detail.state.contents?.status == .canceled && detail.errand == .done
      }
      await detail.pay()
      try await shows("that it can't be paid any more") { detail.errand.problem != nil }
      #expect(detail.errand.problem?.kind == .refused)
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func atAnotherTimeARefusedOrderGoesOn() async throws {
    try await ShopProcess.with { shop in
      let (session, engine, times) = try await open(shop)
      for _ in 0..<2 {
        let id = try place(engine, times[60])
        _ = try await within(for: "an order") { try await engine.settled(id: id) }
      }
      let refused = try place(engine, times[60])
      let detail = OrderDetailModel(session: session, id: refused)
      await detail.load()
      try await shows("the trouble") { detail.state.contents?.trouble != nil }
      guard case .otherTime(let others) = detail.state.contents?.trouble else {
        Issue.record("the trouble is \(String(describing: detail.state))")
        return
      }
      #expect(others.count == 3)
      await detail.placeAgain(at: others[0])
      #expect(detail.id != refused)
      try await shows("the order at another time") {
        detail.state.contents?.status == .reserved && detail.state.contents?.pickup == others[0]
      }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func atTodaysPriceARefusedOrderGoesOn() async throws {
    try await ShopProcess.with { shop in
      let (session, engine, times) = try await open(shop)
      let detail = OrderDetailModel(session: session, id: try place(engine, times[40], total: 1))
      await detail.load()
      try await shows("today's price") {
        detail.state.contents?.trouble == .priceChanged(total: Cents(180))
      }
      await detail.placeAgain()
      try await shows("the order") { detail.state.contents?.status == .reserved }
      #expect(detail.state.contents?.total == Cents(180))
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func whatIsMissingIsPaidInAndTheOrderGoesOn() async throws {
    try await ShopProcess.with { shop in
      let (session, engine, times) = try await open(shop, cents: nil)
      let detail = OrderDetailModel(session: session, id: try place(engine, times[40]))
      await detail.load()
      try await shows("what is missing") {
        detail.state.contents?.trouble == .balanceShort(by: Cents(180))
      }
      await detail.topUpAndPlaceAgain()
      #expect(detail.warnsOfLoss)
      await detail.topUpAndPlaceAgain(evenSo: true)
      #expect(!detail.warnsOfLoss)
      try await shows("the order") { detail.state.contents?.status == .reserved }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aShopThatPausesSaysUntilWhen() async throws {
    try await ShopProcess.with { shop in
      let (session, engine, times) = try await open(shop)
      try await shop.kitchen("centre", ["pause"])
      let detail = OrderDetailModel(session: session, id: try place(engine, times[40]))
      await detail.load()
      try await shows("the pause") {
        if case .shopPaused = detail.state.contents?.trouble { true } else { false }
      }
      guard case .shopPaused(let until) = detail.state.contents?.trouble else { return }
      #expect(until > Date())
      try await shop.kitchen("centre", ["resume"])
      await detail.placeAgain()
      try await shows("the order") { detail.state.contents?.status == .reserved }
      try await close(session)
    }
  }

  @Test func anOrderThatThereIsNotIsEmptyAndAnUnreadableIdFails() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let none = OrderDetailModel(session: session, id: "01890a5d-ac96-774b-bcce-b302099a8057")
    await none.load()
    #expect(none.state == .empty)
    await none.placeAgain()
    #expect(none.state == .empty)
    let bad = OrderDetailModel(session: session, id: "not an id")
    await bad.load()
    #expect(bad.state.problem?.code == "malformed_request")
    try await close(session)
  }

  private func open(
    _ shop: ShopProcess, cents: Int64? = 5000
  ) async throws -> (DoughSession, Dough, [Slot]) {
    let bakery = try await Bakery(shop)
    let session = bakery.session()
    if let cents { try await bakery.topUp(cents, session) }
    let engine = try await session.wallet().call { $0 }
    try await eventually("the menu") { engine.catalogue() != nil }
    let day = Date(timeIntervalSinceNow: 2 * 86_400).formatted(.iso8601.year().month().day())
    let quote = try await within(for: "a quote") {
      try await engine.serverQuote(shop: "centre", lines: Self.lines, day: day)
    }
    return (session, engine, quote.slots)
  }

  private func place(
    _ engine: Dough, _ slot: Slot, total: Int64 = 180, pay: Bool = true
  ) throws -> String {
    try engine.placeOrder(
      order: PlaceOrder(
        shop: "centre", lines: Self.lines, pickupAt: slot.pickupAt, total: total, pay: pay))
  }
}
