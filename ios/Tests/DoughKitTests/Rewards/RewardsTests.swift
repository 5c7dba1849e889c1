import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct RewardsTests {
  @Test(.timeLimit(.minutes(2)))
  func aSurpriseIsOpenedAndItsVoucherUsed() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let rewards = RewardsModel(session: session)
      #expect(rewards.state == .loading)
      await rewards.load()
      try await shows("what can be taken") { rewards.state.contents?.offers.count == 2 }
      #expect(rewards.state.contents?.vouchers == [])
      let news = NewsModel(session: session)
      await news.load()
      #expect(news.state == .empty)
      let home = HomeModel(session: session)
      await home.load()

      try await bakery.earnASurprise(session)
      try await shows("a surprise") { rewards.state.contents?.surprises.count == 1 }
      try await shows("news of it") { news.state.contents?.count == 1 }
      try await shows("its number at home") { home.contents?.unread == 1 }
      let number = try #require(rewards.state.contents?.surprises.first)
      #expect(news.state.contents?.first?.kind == .surpriseReady(number: number))
      #expect(news.state.contents?.first?.isSeen == false)
      await news.markSeen()
      try await shows("that it was looked at") { news.state.contents?.first?.isSeen == true }
      try await shows("nothing unread") { home.contents?.unread == 0 }

      let surprise = SurpriseModel(session: session, number: number)
      #expect(surprise.state == .loading)
      await surprise.load()
      guard case .closed(let closed) = surprise.state else {
        Issue.record("it shows \(surprise.state)")
        return
      }
      #expect(closed.chances.map(\.name) == ["Brownie"])
      #expect(closed.chances.map(\.share) == [1])
      #expect(closed.minimumAge == nil)
      #expect(!surprise.asksForAge)
      await surprise.open()
      try await shows("what was in it") { surprise.opened != nil }
      let opened = try #require(surprise.opened)
      #expect(opened.prize == .item(name: "Brownie"))
      #expect(opened.verified)
      try await shows("the voucher") { rewards.state.contents?.vouchers.count == 1 }
      #expect(rewards.state.contents?.surprises == [])
      #expect(rewards.state.contents?.opened == [opened])
      let voucher = try #require(rewards.state.contents?.vouchers.first)
      #expect(voucher.name == "Brownie")
      #expect(voucher.expiresAt > Date())

      let pay = PayModel(session: session, time: Moments())
      await pay.show(.init(payMax: Cents(1000), voucher: voucher.id))
      let code = try #require(pay.picture)
      _ = try await shop.scan(
        code.text, at: "centre", items: ["quiche", "brownie"], pay: "balance", transaction: "3")
      try await shows("the sale") { pay.booking?.total == Cents(1000) }
      try await shows("that the voucher is used") { rewards.state.contents?.vouchers == [] }

      let gone = SurpriseModel(session: session, number: 1_000_000)
      await gone.load()
      #expect(gone.state == .gone)
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aRewardIsTakenGivenBackAndUsedInAnOrder() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(2000, session)
      let rewards = RewardsModel(session: session)
      await rewards.load()
      try await shows("what can be taken") {
        rewards.state.contents?.offers.map(\.missing) == [0, 4]
      }
      let offers = try #require(rewards.state.contents?.offers)
      #expect(offers.map(\.benefit) == [.amount(Cents(100)), .item(name: "Brownie")])
      #expect(offers.map(\.minimum) == [Cents(500), Cents(0)])
      #expect(offers.map(\.forfeits) == [false, false])
      await rewards.take("brownie")
      try await shows("that dough is missing") { rewards.errand.problem?.code == "dough_short" }
      await rewards.take("euro-off")
      try await shows("the reward") { rewards.state.contents?.vouchers.count == 1 }
      try await shows("that it is taken") { rewards.errand == .done }
      let taken = try #require(rewards.state.contents?.vouchers.first)
      #expect(taken.name == "EUR 1 off")
      #expect(taken.cost == 1)
      #expect(taken.order == nil)
      #expect(rewards.state.contents?.offers.first?.missing == 1, "its dough is locked")
      await rewards.giveBack(taken.id)
      try await shows("its dough again") { rewards.state.contents?.offers.first?.missing == 0 }
      try await shows("that it is given back") { rewards.errand == .done }
      #expect(rewards.state.contents?.vouchers == [])
      await rewards.take("euro-off")
      try await shows("another one") { rewards.state.contents?.vouchers.count == 1 }
      try await shows("that it is taken") { rewards.errand == .done }
      let another = try #require(rewards.state.contents?.vouchers.first)

      let order = OrderModel(session: session, shop: "centre")
      await order.load()
      try await shows("the menu") { order.shop != nil }
      await order.add(Basket.Choice(item: "brownie"))
      try await shows("its price") { order.quote.contents?.total == Cents(180) }
      #expect(order.quote.contents?.usable == [], "it is too little")
      await order.add(Basket.Choice(item: "quiche"))
      await order.chooseDay(order.days[2])
      try await shows("times") { order.times.contents?.times.isEmpty == false }
      order.choose(try #require(order.times.contents?.times.first))
      try await shows("what fits") {
        order.quote.contents?.usable.map(\.off) == [Cents(100)]
      }
      #expect(order.quote.contents?.due == Cents(1000))
      await order.choose(redeem: another.id)
      try await shows("what it takes off") { order.quote.contents?.due == Cents(900) }
      #expect(order.balanceAfter == Cents(1100))
      #expect(order.quote.contents?.reasons.isEmpty == false)
      await order.place()
      let placed: OrderContents.ID? =
        if case .placed(let id) = order.placing { id } else { nil }
      let id = try #require(placed)
      #expect(order.redeem == nil)
      let detail = OrderDetailModel(session: session, id: id)
      await detail.load()
      try await shows("a paid order") { detail.state.contents?.status == .reserved }
      #expect(detail.state.contents?.due == Cents(900))
      #expect(detail.state.contents?.off == Cents(100))
      try await shows("its order") { rewards.state.contents?.vouchers.first?.order == id }
      await rewards.giveBack(another.id)
      try await shows("that it stays") { rewards.errand.problem?.code == "reward_attached" }
      try await close(session)
    }
  }

  @Test func whatARewardGivesIsNamed() {
    let named = [
      DoughCore.Benefit.item(item: "quiche"), .amount(cents: 200),
      .percent(percent: 10, atMost: nil), .percent(percent: 10, atMost: 500),
    ].map { Benefit($0, menu: nil) }
    #expect(
      named == [
        .item(name: "quiche"), .amount(Cents(200)), .percent(10, atMost: nil),
        .percent(10, atMost: Cents(500)),
      ])
  }

  @Test(.timeLimit(.minutes(2)))
  func withoutANetworkASurpriseSaysThatItWaits() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.earnASurprise(session)
      let rewards = RewardsModel(session: session)
      await rewards.load()
      try await shows("a surprise") { rewards.state.contents?.surprises.count == 1 }
      try await shop.stop()
      let number = try #require(rewards.state.contents?.surprises.first)
      let surprise = SurpriseModel(session: session, number: number)
      await surprise.load()
      await surprise.open()
      try await shows("that it waits for the network") {
        if case .opening(let hint?) = surprise.state { hint.kind == .offline } else { false }
      }
      await surprise.load()
      #expect(surprise.opened == nil)
      try await shop.start()
      let engine = try await session.wallet().call { $0 }
      engine.networkChanged()
      try await shows("what was in it") { surprise.opened != nil }
      try await close(session)
    }
  }

  @Test func oddsAreTheServersAndTheAgeIsAsked() async throws {
    let prizes = [
      WeightedPrize(name: "a", weight: 1, prize: .dough(dough: 1)),
      WeightedPrize(name: "b", weight: 2, prize: .item(item: "quiche")),
      WeightedPrize(name: "c", weight: 197, prize: .dough(dough: 2)),
    ]
    let closed = ClosedSurprise(
      Surprise(number: 1, readyAt: 0, prizes: prizes), minimumAge: 18)
    #expect(closed.chances.map(\.share) == [0.005, 0.01, 0.985])
    #expect(closed.minimumAge == 18)
    let nothing = ClosedSurprise(Surprise(number: 1, readyAt: 0, prizes: []), minimumAge: nil)
    #expect(nothing.chances == [])

    let folder = try Folder()
    let session = offlineSession(folder)
    let surprise = SurpriseModel(session: session, number: 1)
    surprise.show(closed)
    #expect(surprise.asksForAge)
    await surprise.open()
    #expect(surprise.state == .closed(closed), "an age that wasn't confirmed opens nothing")
    surprise.isOfAge = true
    #expect(!surprise.asksForAge)
    await surprise.open()
    #expect(surprise.state != .closed(closed))
    try await session.wallet().call { $0.pause() }
    await surprise.load()
    let rewards = RewardsModel(session: session)
    await rewards.load()
    #expect(rewards.state.problem?.code == "paused")
    let other = SurpriseModel(session: session, number: 1)
    await other.load()
    guard case .failed(let problem) = other.state else {
      Issue.record("it shows \(other.state)")
      return
    }
    #expect(problem.code == "paused")
    try await session.wallet().call { try $0.resume() }
    await rewards.load()
    #expect(rewards.state == .empty)
    try await close(session)
  }
}

extension SurpriseModel {
  var opened: OpenedSurprise? {
    if case .opened(let opened) = state { opened } else { nil }
  }
}

extension Bakery {
  /// Two visits on top of the first dough are a surprise.
  func earnASurprise(_ session: DoughSession) async throws {
    try await topUp(5000, session)
    for visit in ["1", "2"] {
      let code = try await session.wallet().call {
        try $0.payCode(request: PayRequest(payMax: 1000, earn: true))
      }
      _ = try await shop.scan(
        code.text, at: "centre", items: ["quiche"], pay: "balance", transaction: visit)
    }
  }
}
