import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct PayModelTests {
  private let wish = PayModel.Wish(payMax: Cents(1000))

  @Test(.timeLimit(.minutes(2)))
  func aCodeIsShownKeptFreshAndBooked() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let home = HomeModel(session: session)
      await home.load()
      try await bakery.topUp(2000, session)

      let time = Moments()
      let pay = PayModel(session: session, time: time)
      #expect(pay.state == .idle)
      await pay.show(wish)
      let first = try #require(pay.picture)
      let start = Date(millis: bakery.clock.nowMillis())
      #expect(first.expiresAt > start)
      #expect(first.expiresAt <= start.addingTimeInterval(60))

      // The next picture is asked for before the first runs out; it is of the same session.
      let due = try await time.isWaitedFor()
      #expect(Date(millis: due) < first.expiresAt)
      bakery.clock.advance(by: 5_000)
      time.come()
      try await shows("a fresh picture") { pay.picture != nil && pay.picture != first }
      let fresh = try #require(pay.picture)
      #expect(fresh.text != first.text)
      #expect(fresh.expiresAt > first.expiresAt)

      let answer = try await shop.scan(
        fresh.text, at: "centre", items: ["quiche"], pay: "balance", transaction: "1")
      #expect(answer["receipt"]?["total"] == 820)
      try await shows("the sale") { pay.booking != nil }
      let booking = try #require(pay.booking)
      #expect(booking.total == Cents(820))
      #expect(booking.earned == 1)
      #expect(booking.text == "Paid EUR 8.20, +1 dough")
      try await shows("the sale at home, too") { home.contents?.balance == Cents(1180) }
      // Of a session's pictures one can be spent.
      let again = try await shop.scan(
        first.text, at: "centre", items: ["quiche"], pay: "balance", transaction: "2")
      #expect(again["code"] == "code_spent")

      // An old sale is not taken for one of the next code, whatever else happens first.
      await pay.show(wish)
      let second = try #require(pay.picture)
      try await bakery.topUp(500, session)
      _ = try await shop.scan(
        second.text, at: "centre", items: ["brownie"], pay: "balance", transaction: "3")
      try await shows("the second sale") { pay.booking != nil }
      #expect(pay.booking?.total == Cents(180))

      // Nothing is asked for once the screen is gone.
      await pay.show(wish)
      try await time.isWaitedFor()
      pay.stop()
      #expect(pay.state == .idle)
      try await time.isNotWaitedFor()
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aCodeShowsItsOwnSaleAndNoOther() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let home = HomeModel(session: session)
      await home.load()
      try await bakery.topUp(2000, session)
      let (one, other) = (
        PayModel(session: session, time: Moments()), PayModel(session: session, time: Moments())
      )
      await one.show(wish)
      await other.show(wish)
      let (first, second) = (try #require(one.picture), try #require(other.picture))

      // The code that was made later is used first.
      _ = try await shop.scan(
        second.text, at: "centre", items: ["quiche"], pay: "balance", transaction: "1")
      try await shows("the sale of the second code") { other.booking?.total == Cents(820) }
      try await shows("the sale at home") { home.contents?.balance == Cents(1180) }
      #expect(one.picture == first, "the first code still shows")
      _ = try await shop.scan(
        first.text, at: "centre", items: ["brownie"], pay: "balance", transaction: "2")
      try await shows("the sale of the first code") { one.booking?.total == Cents(180) }
      #expect(other.booking?.total == Cents(820))
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aLockedPayKeyIsAFailureThatAsksForPresence() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(2000, session)
      let time = Moments()
      let pay = PayModel(session: session, time: time)
      await pay.show(wish)
      try await time.isWaitedFor()
      bakery.keys.lock()
      time.come()
      try await shows("a failure") { pay.problem?.kind == .needsUserPresence }
      // A code that only earns takes the silent key.
      await pay.show(PayModel.Wish(earns: true))
      #expect(pay.picture != nil)
      await pay.show(wish)
      #expect(pay.problem?.kind == .needsUserPresence)
      bakery.keys.unlock()
      await pay.show(wish)
      #expect(pay.picture != nil)
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aSessionThatTheEngineHasForgottenBecomesANewOne() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(2000, session)
      let time = Moments()
      let pay = PayModel(session: session, time: time)
      await pay.show(wish)
      let forgotten = try #require(pay.picture)
      try await time.isWaitedFor()
      // The engine keeps the last 16 sessions.
      let engine = try await session.wallet().call { $0 }
      for _ in 0..<17 { _ = try engine.payCode(request: PayRequest(earn: true)) }
      time.come()
      try await shows("another code") { pay.picture != nil && pay.picture != forgotten }
      let next = try #require(pay.picture)
      _ = try await shop.scan(
        next.text, at: "centre", items: ["quiche"], pay: "balance", transaction: "1")
      try await shows("the sale") { pay.booking?.total == Cents(820) }

      // A till that still has the forgotten picture ends the screen as well.
      await pay.show(wish)
      let old = try #require(pay.picture)
      try await time.isWaitedFor()
      for _ in 0..<17 { _ = try engine.payCode(request: PayRequest(earn: true)) }
      time.come()
      try await shows("another code") { pay.picture != nil && pay.picture != old }
      _ = try await shop.scan(
        old.text, at: "centre", items: ["brownie"], pay: "balance", transaction: "2")
      try await shows("the sale of the old picture") { pay.booking?.total == Cents(180) }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func whoConfirmsGetsACodeAndWhoDoesNotSeesWhyThereIsNone() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(2000, session)
      let owner = Owner(of: bakery.keys)
      let pay = PayModel(session: session, time: Moments(), presence: owner)
      bakery.keys.lock()
      owner.confirms = false
      await pay.show(wish)
      #expect(pay.problem?.kind == .needsUserPresence)
      #expect(owner.asked == 1)
      owner.confirms = true
      await pay.show(wish)
      #expect(pay.picture != nil)
      #expect(owner.asked == 2)
      await pay.show(wish)
      #expect(owner.asked == 2, "the key is still open")
      pay.stop()
      await pay.show(PayModel.Wish(earns: true))
      #expect(pay.picture != nil)
      #expect(owner.asked == 2, "a code that only earns asks nobody")
      await pay.show(wish)
      #expect(owner.asked == 3, "stopping has locked the key")
      try await close(session)
    }
  }

  @Test func withoutAWalletThereIsNoCode() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let pay = PayModel(session: session, time: Moments())
    await pay.show(wish)
    #expect(pay.problem?.kind == .offline)
    #expect(pay.problem?.code == "wallet_not_open")
    await pay.show(PayModel.Wish(earns: false))
    #expect(pay.problem?.kind == .refused)
    #expect(pay.problem?.code == "malformed_request")
    try await close(session)
  }

  @Test func theSystemsTimeWaitsForItsMomentAndNoLonger() async throws {
    let time = SystemTime()
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    try await within(for: "a moment that is over") { try await time.wait(until: now - 1) }
    let moment = now + 30
    try await within(for: "a moment") { try await time.wait(until: moment) }
    #expect(Date().timeIntervalSince1970 * 1000 >= Double(moment))
    let waiting = Task { try await time.wait(until: now + 3_600_000) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) {
      try await within(for: "the end of a wait") { try await waiting.value }
    }
  }
}

extension PayModel {
  var picture: CodePicture? {
    if case .showing(let picture) = state { picture } else { nil }
  }
  var booking: Booking? {
    if case .booked(let booking) = state { booking } else { nil }
  }
  var problem: Problem? {
    if case .failed(let problem) = state { problem } else { nil }
  }
}

/// Somebody before the phone, who opens its pay key or doesn't.
@MainActor
final class Owner: Presence {
  var confirms = true
  private(set) var asked = 0
  private let keys: LockableKeys

  init(of keys: LockableKeys) {
    self.keys = keys
  }

  func confirm() async -> Bool {
    asked += 1
    if confirms { keys.unlock() }
    return confirms
  }

  func forget() {
    keys.lock()
  }
}

/// A time whose moments come when a test says so.
final class Moments: Timekeeper, @unchecked Sendable {
  var now: Date { Date() }

  private let lock = NSLock()
  private var waiting: (id: UUID, moment: Int64, come: AsyncStream<Void>.Continuation)?

  func wait(until moment: Int64) async throws {
    let (coming, come) = AsyncStream.makeStream(of: Void.self)
    let id = UUID()
    lock.withLock { waiting = (id, moment, come) }
    for await _ in coming { return }
    // Cancelled. Another one may wait by now.
    lock.withLock {
      if waiting?.id == id { waiting = nil }
    }
    throw CancellationError()
  }

  /// Returns when a moment is waited for: which one.
  @discardableResult
  func isWaitedFor() async throws -> Int64 {
    var moment: Int64?
    try await eventually("a wait") {
      moment = lock.withLock { waiting?.moment }
      return moment != nil
    }
    return moment ?? 0
  }

  func isNotWaitedFor() async throws {
    try await eventually("the end of a wait") { lock.withLock { waiting == nil } }
  }

  /// The moment comes.
  func come() {
    lock.withLock {
      _ = waiting?.come.yield()
      waiting = nil
    }
  }
}
