import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

/// Pauses, the end, and callers that don't wait.
@Suite(.serialized)
struct LifeTests {
  private static let lines = [BasketLine(item: "quiche", quantity: 1, modifiers: [])]
  private static let id = "01890a5d-ac96-774b-bcce-b302099a8057"

  private let folder: Folder
  private let phone: Dough

  init() throws {
    folder = try Folder()
    let config = Config(
      store: folder.path("dough.db"), server: CoreTests.nowhere, language: .en,
      appVersion: "1.0.0")
    phone = try Dough.open(config: config, keys: newKeys())
  }

  @Test func whileItIsPausedOrAfterItsEndItIsLocked() async throws {
    phone.pause()
    try await answersOnly("locked paused")
    try phone.resume()
    _ = try phone.home()
    phone.shutdown()
    try await answersOnly("locked shut_down")
    #expect(failure { try phone.resume() } == "locked shut_down")
  }

  @Test func afterItsEndWhatAnswersNothingDoesNothing() throws {
    phone.shutdown()
    phone.shutdown()
    phone.networkChanged()
    phone.pause()
    #expect(phone.catalogue() == nil)
    #expect(phone.diagnostics().contains("server: \(CoreTests.nowhere)"))
    // It tells nothing, and harms nobody.
    try phone.observe(topic: .home, observer: Updates()).cancel()
  }

  private func answersOnly(_ problem: String) async throws {
    for (name, read) in reads { #expect(failure { try read(phone) } == problem, "\(name)") }
    for (name, write) in writes { #expect(failure { try write(phone) } == problem, "\(name)") }
    for (name, wait) in waits {
      #expect(await failureInTime { [phone] in try await wait(phone) } == problem, "\(name)")
    }
  }

  private typealias Call = (String, (Dough) throws -> Any?)

  private var reads: [Call] {
    [
      ("home", { try $0.home() }), ("history", { try $0.history() }),
      ("orders", { try $0.orders() }), ("order", { try $0.order(id: Self.id) }),
      ("outbox", { try $0.outbox() }), ("intent", { try $0.intent(id: Self.id) }),
      ("rewards", { try $0.rewards() }), ("surprises", { try $0.surprises() }),
      ("receipts", { try $0.receipts() }), ("invites", { try $0.invites() }),
      ("profile", { try $0.profile() }), ("devices", { try $0.devices() }),
      ("paySession", { try $0.paySession(session: 1) }),
    ]
  }

  private var writes: [Call] {
    [
      ("topUp", { try $0.topUp(cents: 100, evenSo: true) }),
      ("payCode", { try $0.payCode(request: PayRequest(earn: true)) }),
      ("refreshCode", { try $0.refreshCode(session: 1) }),
      (
        "placeOrder",
        {
          try $0.placeOrder(
            order: PlaceOrder(
              shop: "centre", lines: Self.lines, pickupAt: 1_781_600_400_000, total: 820, pay: true)
          )
        }
      ),
      ("cancelOrder", { try $0.cancelOrder(order: Self.id) }),
      ("setProfile", { try $0.setProfile(name: "Anna", language: .nl) }),
      ("setEmail", { try $0.setEmail(email: "anna@example.com") }),
      ("eraseMe", { try $0.eraseMe(balance: .noneLeft) }),
    ]
  }

  private typealias Wait = (String, @Sendable (Dough) async throws -> Void)

  private var waits: [Wait] {
    [
      ("sync", { try await $0.sync() }),
      ("settled", { _ = try await $0.settled(id: Self.id) }),
      ("takeBack", { try await $0.takeBack(id: Self.id) }),
      ("workInBackground", { _ = try await $0.workInBackground(limitMs: 100) }),
      ("deviceCode", { _ = try await $0.deviceCode() }),
      ("recoveryCode", { try await $0.recoveryCode(email: "anna@example.com") }),
      (
        "serverQuote",
        { _ = try await $0.serverQuote(shop: "centre", lines: Self.lines, day: "2026-06-16") }
      ),
    ]
  }

  @Test(.timeLimit(.minutes(2)))
  func whoStopsWaitingLosesNothingThatWasWanted() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(1000, session)
      let engine = try await session.wallet().call { $0 }

      try await shop.stop()
      let intent = try engine.topUp(cents: 500, evenSo: true)
      let begun = Updates()
      let subscription = try engine.observe(topic: .outbox, observer: begun)
      let waiting = Task { try await engine.settled(id: intent) }
      try await begun.tells("the intent") { update in
        if case .outbox(let intents) = update { intents.map(\.id) == [intent] } else { false }
      }
      subscription.cancel()
      waiting.cancel()

      try await shop.start()
      engine.networkChanged()
      let settled = try await within(for: "the intent's end") {
        try await engine.settled(id: intent)
      }
      #expect(settled.state == .done)
      #expect(try engine.home().eurAvailable == 1500)
      // Who had stopped waiting isn't left behind either.
      let end = try? await within(for: "the first one's end") { try await waiting.value }
      #expect(end == nil || end?.state == .done)
      engine.shutdown()
    }
  }
}
