import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct OrderModelTests {
  private let quiche = Basket.Choice(item: "quiche")
  private let brownie = Basket.Choice(item: "brownie")

  @Test(.timeLimit(.minutes(2)))
  func anOrderIsPutTogetherAndPlaced() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let order = OrderModel(session: session)
      #expect(order.menu == .loading)
      await order.load()
      try await bakery.topUp(2000, session)
      try await shows("the menu") {
        order.menu.contents?.shops.map(\.name) == ["Centre", "Harbour"]
      }
      try await shows("the balance") { order.balance == Cents(2000) }
      #expect(order.menu.contents?.items.map(\.name) == ["Brownie", "Quiche"])
      #expect(order.shop == nil, "with two shops the customer chooses")
      #expect(order.quote == .empty)

      await order.choose(shop: "centre")
      await order.add(quiche)
      let own = try #require(order.quote.contents)
      #expect(own.total == Cents(820))
      #expect(own.dough == 1)
      #expect(own.isEstimate, "priced without a day, it is the phone's word")
      #expect(own.lines.map(\.name) == ["Quiche"])
      #expect(!order.isComplete)

      // The last of the days is far enough from any hour of the test.
      await order.chooseDay(order.days.last)
      let theirs = try #require(order.quote.contents)
      #expect(!theirs.isEstimate)
      #expect(theirs.total == Cents(820))
      let times = try #require(order.times.contents)
      #expect(!times.isEstimate)
      let time = times.times[40]
      order.choose(time)
      #expect(order.isComplete)
      #expect(order.missing == Cents(0))
      #expect(order.balanceAfter == Cents(1180))

      await order.set(quiche, to: 2)
      #expect(order.time == time, "the time is still free")
      #expect(order.quote.contents?.total == Cents(1640))
      await order.place()
      let id = try #require(order.placed)
      #expect(order.basket.isEmpty)
      let detail = OrderDetailModel(session: session, id: id)
      await detail.load()
      try await shows("a paid order") { detail.state.contents?.status == .reserved }
      let placed = try #require(detail.state.contents)
      #expect(placed.total == Cents(1640))
      #expect(placed.pickup == time)
      #expect(placed.day == order.days.last?.id)
      #expect(placed.lines.map(\.quantity) == [2])
      #expect(placed.code != nil)
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func whatIsMissingIsPaidInFirst() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let order = OrderModel(session: session, shop: "centre")
      try await ready(order, quiche)
      #expect(order.missing == Cents(820))
      #expect(order.balanceAfter == nil)
      await order.topUpAndPlace()
      #expect(order.placing == .warnsOfLoss, "no address leads back to the wallet")
      #expect(order.basket.count == 1)
      await order.topUpAndPlace(evenSo: true)
      let detail = OrderDetailModel(session: session, id: try #require(order.placed))
      await detail.load()
      try await shows("a paid order") { detail.state.contents?.status == .reserved }
      try await shows("an empty balance") { order.balance == Cents(0) }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func anOrderThatIsChangedKeepsItsMoney() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(2000, session)
      let order = OrderModel(session: session, shop: "centre")
      try await ready(order, quiche)
      await order.place()
      let detail = OrderDetailModel(session: session, id: try #require(order.placed))
      await detail.load()
      try await shows("a paid order") { detail.state.contents?.status == .reserved }
      let placed = try #require(detail.state.contents)
      #expect(placed.canChange)

      let change = OrderModel(session: session, purpose: .change(placed))
      await change.load()
      try await shows("its day") { change.day?.id == placed.day }
      #expect(change.basket == placed.basket)
      #expect(change.time == placed.pickup)
      await change.set(quiche, to: 2)
      try await shows("its balance") { change.balance == Cents(1180) }
      #expect(change.missing == Cents(0))
      #expect(change.balanceAfter == Cents(360))
      let other = try #require(change.times.contents?.times.last)
      change.choose(other)
      await change.place()
      try await shows("the change") { change.placing == .placed(placed.id) }
      try await shows("the order's new shape") {
        detail.state.contents?.total == Cents(1640) && detail.state.contents?.pickup == other
      }
      await change.set(quiche, to: 3)
      #expect(change.missing > Cents(0))
      await change.place()
      try await shows("that money is missing") { change.problem?.code == "balance_short" }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func withoutTheServerThePhonesOwnWordStays() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let order = OrderModel(session: session, shop: "centre")
      await order.load()
      try await shows("the menu") { order.menu.contents != nil }
      try await shop.stop()
      await order.add(quiche)
      await order.chooseDay(order.days.last)
      #expect(order.quote.contents?.isEstimate == true)
      #expect(order.times.contents?.isEstimate == true)
      order.choose(try #require(order.times.contents?.times.last))
      await order.topUpAndPlace(evenSo: true)
      let id = try #require(order.placed)
      let orders = OrdersModel(session: session)
      await orders.load()
      #expect(orders.state.contents?.map(\.status) == [.placing])
      #expect(orders.state.contents?.first?.lines.first?.name == "Quiche")
      try await session.wallet().call { $0.pause() }
      await order.load()
      #expect(order.menu.problem?.code == "paused")
      try await session.wallet().call { try $0.resume() }
      await order.load()
      #expect(order.menu.contents != nil)
      try await shop.start()
      let engine = try await session.wallet().call { $0 }
      engine.networkChanged()
      try await shows("that it was placed") {
        orders.state.contents?.first { $0.id == id }?.status == .reserved
      }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aChosenTimeThatIsTakenMeanwhileIsGone() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(5000, session)
      let order = OrderModel(session: session, shop: "centre")
      try await ready(order, brownie)
      let time = try #require(order.time)
      // The kitchen takes two orders in a quarter of an hour.
      let engine = try await session.wallet().call { $0 }
      for _ in 0..<2 {
        let other = try engine.placeOrder(
          order: PlaceOrder(
            shop: "centre", lines: [BasketLine(item: "brownie", quantity: 1, modifiers: [])],
            pickupAt: time.id, total: 180, pay: true))
        _ = try await within(for: "an order") { try await engine.settled(id: other) }
      }
      await order.add(brownie)
      #expect(order.time == nil)
      #expect(order.times.contents?.times.contains(time) == false)
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func whatIsSoldOutOrPausedIsSaid() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let order = OrderModel(session: session, shop: "centre")
      await order.load()
      try await shows("the shop's day") { order.today["centre"] != nil }
      #expect(order.today["centre"]?.hours == "00:00–23:59")
      #expect(order.today["centre"]?.pausedUntil == nil)
      #expect(!order.isSoldOut("brownie"))
      await order.add(brownie)
      try await shop.kitchen("centre", ["sold-out", "brownie"])
      try await shop.kitchen("centre", ["pause", "--minutes", "20"])
      await order.load()
      try await shows("what the kitchen says") { order.isSoldOut("brownie") }
      #expect(!order.isSoldOut("quiche"))
      #expect(order.today["centre"]?.pausedUntil.map { $0 > Date() } == true)
      // A thing that the server has taken off its menu: its word counts.
      let pricing = Pricing(
        session: session, menu: try #require(order.menu.contents), shop: "centre",
        lines: [BasketLine(item: "bagel", quantity: 1, modifiers: [])], day: order.days.last?.id,
        pickup: nil, redeem: nil, order: nil)
      let found = try #require(await pricing.byTheServer())
      #expect(found.quote.problem?.code == "unknown_item")
      #expect(found.times == .empty)

      await order.choose(shop: "harbour")
      #expect(!order.isSoldOut("brownie"), "the other shop has some")

      await order.choose(shop: "centre")
      #expect(order.soldOutNames == ["Brownie"])
      await order.chooseDay(order.days.first)
      #expect(order.soldOutNames == ["Brownie"])
      await order.chooseDay(order.days.last)
      #expect(order.soldOutNames == [], "of another day nobody knows yet")
      try await close(session)
    }
  }

  @Test func withoutANetworkThereIsNoMenu() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let order = OrderModel(session: session)
    await order.load()
    #expect(order.menu == .empty)
    await order.place()
    #expect(order.placing == .idle, "nothing was chosen")
    try await session.wallet().call { $0.pause() }
    await order.load()
    #expect(order.menu == .empty, "a menu that was never read needs no store")
    let orders = OrdersModel(session: session)
    await orders.load()
    #expect(orders.state.problem?.code == "paused")
    try await session.wallet().call { try $0.resume() }
    await orders.load()
    #expect(orders.state == .empty)
    try await close(session)
  }

  private func ready(_ order: OrderModel, _ choice: Basket.Choice) async throws {
    await order.load()
    try await shows("the shop") { order.shop?.id == "centre" }
    await order.add(choice)
    await order.chooseDay(order.days.last)
    order.choose(try #require(order.times.contents?.times[60]))
  }
}

extension OrderModel {
  var placed: OrderContents.ID? {
    if case .placed(let id) = placing { id } else { nil }
  }
  var problem: Problem? {
    if case .failed(let problem) = placing { problem } else { nil }
  }
}
