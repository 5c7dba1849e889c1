import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct HomeModelTests {
  @Test(.timeLimit(.minutes(2)))
  func itFollowsTheWalletWithoutBeingAsked() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let home = HomeModel(session: session)
      #expect(home.state == .loading)
      await home.load()
      try await shows("an open wallet with its first dough") {
        home.contents?.access == .open && home.contents?.dough == 1
      }
      try await bakery.topUp(2000, session)
      try await shows("the money") { home.contents?.balance == Cents(2000) }
      try await shows("the row's length") { home.contents?.dotsInRow == 3 }
      #expect(home.contents?.dots == 1)
      #expect(home.contents?.dotsToGo == 2)
      #expect(home.contents?.offlineSince == nil)

      let code = try await session.wallet().call {
        try $0.payCode(request: PayRequest(payMax: 1000, earn: true))
      }
      let answer = try await shop.scan(
        code.text, at: "centre", items: ["quiche"], pay: "balance", transaction: "1")
      #expect(answer["receipt"]?["total"] == 820)
      try await shows("the sale") {
        home.contents?.balance == Cents(1180) && home.contents?.dough == 2
      }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func anOrderIsTheNextPickup() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let home = HomeModel(session: session)
      await home.load()
      try await bakery.topUp(2000, session)
      let engine = try await session.wallet().call { $0 }
      let lines = [BasketLine(item: "quiche", quantity: 1, modifiers: [])]
      let day = Date(timeIntervalSinceNow: 2 * 86_400).formatted(.iso8601.year().month().day())
      let quote = try await within(for: "a quote") {
        try await engine.serverQuote(shop: "centre", lines: lines, day: day)
      }
      let slot = quote.slots[40]
      let order = try engine.placeOrder(
        order: PlaceOrder(
          shop: "centre", lines: lines, pickupAt: slot.pickupAt, total: quote.total, pay: true))
      try await shows("the order") {
        home.contents?.nextPickup?.time == slot.localLabel && home.contents?.held == Cents(820)
      }
      #expect(home.contents?.nextPickup?.shopName == "Centre")
      #expect(home.contents?.pendingDough == 1)
      #expect(home.contents?.nextPickup?.isReady == false)
      try await shop.kitchen("centre", ["ready", order])
      try await shows("that it is ready") { home.contents?.nextPickup?.isReady == true }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aPhoneThatIsOutOfItsWalletSaysSo() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let home = HomeModel(session: session)
      await home.load()
      try await shows("an open wallet") { home.contents?.access == .open }
      let engine = try await session.wallet().call { $0 }
      _ = try engine.logOut(giveUp: true)
      try await shows("a phone without its wallet") { home.contents?.access == .revoked }
      #expect(home.contents?.dough == 1, "what is shown is as it was then")
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aWalletThatWasErasedSaysSo() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let home = HomeModel(session: session)
      await home.load()
      try await shows("an open wallet") { home.contents?.access == .open }
      let engine = try await session.wallet().call { $0 }
      _ = try engine.eraseMe(balance: .noneLeft)
      try await shows("an erased wallet") { home.contents?.access == .erased }
      try await close(session)
    }
  }

  @Test func withoutANetworkItShowsWhatIsStored() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let home = HomeModel(session: session)
    await home.load()
    #expect(home.contents?.access == .opening)
    #expect(home.contents?.outbox == 1)
    try await shows("that it is offline") { home.contents?.offlineSince != nil }
    #expect(home.contents?.dotsToGo == nil)
    try await close(session)
  }

  @Test func aFailureIsShownWithItsCodeAndCanBeRetried() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let wallet = try await session.wallet()
    try await wallet.call { $0.pause() }
    let home = HomeModel(session: session)
    await home.load()
    guard case .failed(let problem) = home.state else {
      Issue.record("it shows \(home.state)")
      return
    }
    #expect(problem.kind == .locked)
    #expect(problem.code == "paused")
    try await wallet.call { try $0.resume() }
    await home.load()
    #expect(home.contents?.outbox == 1)
    try await close(session)
  }

  @Test func theEngineDoesNotKeepAScreenAlive() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    weak var gone: HomeModel?
    do {
      let home = HomeModel(session: session)
      await home.load()
      gone = home
      #expect(gone != nil)
    }
    try await eventually("the model's end") { gone == nil }
    try await close(session)
  }
}

func offlineSession(_ folder: Folder) -> DoughSession {
  let config = Config(
    store: folder.path("dough.db"), server: CoreTests.nowhere, language: .en, appVersion: "1.0.0")
  return DoughSession { () async throws(Problem) -> Wallet in
    let keys: any DeviceKeys
    do { keys = try newKeys() } catch { throw Problem(error) }
    return try await Wallet.open(config, keys: keys)
  }
}

extension HomeModel {
  /// What it shows when it is ready.
  var contents: HomeContents? { state.contents }
}
