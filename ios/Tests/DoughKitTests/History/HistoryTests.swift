import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct HistoryTests {
  @Test(.timeLimit(.minutes(2)))
  func historyComesInPagesAndASaleHasItsReceipt() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let history = HistoryModel(session: session, page: 2)
      let receipts = ReceiptsModel(session: session)
      #expect(history.state == .loading)
      await history.load()
      await receipts.load()
      #expect(receipts.state == .empty)
      try await bakery.topUp(2000, session)
      let code = try await session.wallet().call {
        try $0.payCode(request: PayRequest(payMax: 1000, earn: true))
      }
      _ = try await shop.scan(
        code.text, at: "centre", items: ["quiche"], pay: "balance", transaction: "1")
      try await shows("the receipt") { receipts.state.contents?.count == 1 }
      let receipt = try #require(receipts.state.contents?.first)
      #expect(receipt.shopName == "Centre")
      #expect(receipt.total == Cents(820))
      #expect(receipt.dough == 1)
      #expect(!receipt.isRefunded)
      #expect(receipt.lines.map(\.name) == ["Quiche"])
      #expect(receipt.lines.first?.amount == Cents(820))

      try await shows("two lines and older ones") {
        history.state.contents?.lines.count == 2 && history.state.contents?.hasOlder == true
          && history.state.contents?.lines.contains { $0.money == Cents(-820) } == true
      }
      let first = try #require(history.state.contents).lines
      while history.state.contents?.hasOlder == true { await history.showOlder() }
      let all = try #require(history.state.contents).lines
      #expect(all.count > 2)
      #expect(Array(all.prefix(2)) == first)
      #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
      #expect(all.contains { $0.money == Cents(2000) })
      let sale = try #require(all.first { $0.money == Cents(-820) })
      #expect(receipts.receipt(of: sale) == receipt)
      let topUp = try #require(all.first { $0.money == Cents(2000) })
      #expect(receipts.receipt(of: topUp) == nil)
      for (page, hasOlder) in [(all.count - 1, true), (all.count, false)] {
        let other = HistoryModel(session: session, page: page)
        await other.load()
        #expect(other.state.contents?.hasOlder == hasOlder)
      }
      #expect(all.allSatisfy { !$0.text.isEmpty })

      _ = try await shop.refund(receipt.id, at: "centre")
      try await shows("that it was refunded") { receipts.state.contents?.first?.isRefunded == true }
      try await close(session)
    }
  }

  @Test func withoutAWalletThereIsNoHistory() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let history = HistoryModel(session: session)
    await history.load()
    #expect(history.state == .empty)
    await history.showOlder()
    #expect(history.state == .empty)
    let news = NewsModel(session: session)
    await news.load()
    #expect(news.state == .empty)
    try await session.wallet().call { $0.pause() }
    let receipts = ReceiptsModel(session: session)
    await history.load()
    await receipts.load()
    await news.load()
    for problem in [history.state.problem, receipts.state.problem, news.state.problem] {
      #expect(problem?.code == "paused")
    }
    try await session.wallet().call { try $0.resume() }
    await history.load()
    #expect(history.state == .empty)
    try await close(session)
  }

  @Test func aMonthIsSaidByItsName() throws {
    let month = try #require(
      HistoryMonth(Month(month: "2025-02", visits: 3, cents: 2460, gained: 3, used: 2)))
    let parts = Calendar(identifier: .gregorian).dateComponents(
      [.year, .month], from: month.middle)
    #expect(parts.year == 2025)
    #expect(parts.month == 2)
    #expect(month.spent == Cents(2460))
    #expect(HistoryMonth(Month(month: "x", visits: 0, cents: 0, gained: 0, used: 0)) == nil)
  }

  @Test func everyAnnouncementIsNews() {
    func kind(_ kind: AnnouncementKind) -> News.Kind {
      News(Announcement(id: "1", kind: kind, at: 1000, seen: false)).kind
    }
    #expect(kind(.surpriseReady(surprise: 7)) == .surpriseReady(number: 7))
    #expect(
      kind(.orderReady(order: "o", shopName: "Centre", code: "B7"))
        == .orderReady(id: "o", shopName: "Centre", code: "B7"))
    #expect(
      kind(.voucherEnds(number: 3, name: "Brownie", expiresAt: 2000))
        == .voucherEnds(number: 3, name: "Brownie", at: Date(timeIntervalSince1970: 2)))
    #expect(
      kind(.doughEnds(dough: 2, until: 3000))
        == .doughEnds(dough: 2, until: Date(timeIntervalSince1970: 3)))
    #expect(kind(.friendRewarded(dough: 5)) == .friendRewarded(dough: 5))
  }
}
