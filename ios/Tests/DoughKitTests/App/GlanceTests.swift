import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

struct GlanceTests {
  private let now = Date(timeIntervalSince1970: 1_781_586_000)

  private func home(
    _ access: DoughCore.Access = .open, dueIn minutes: Double? = nil, isReady: Bool = false,
    cents: Int64 = 1000, spendsFrom: Int64? = nil
  ) -> HomeContents {
    let pickup = minutes.map { minutes in
      OrderSummary(
        id: "order-1", shop: "centre", shopName: "Centre", code: "B7", pickupAt: 0,
        dueAt: now.addingTimeInterval(minutes * 60).millis, localLabel: "08:10",
        status: isReady ? .prepared : .reserved)
    }
    return HomeContents(
      Home(
        access: access, hasEmail: true, spendsFrom: spendsFrom, wallet: "w", doughAvailable: 7,
        doughPending: 0, doughOwed: 0, dots: 1, surpriseCost: 3, surprisesReady: 2,
        eurAvailable: cents, eurHeld: 0, nextPickup: pickup, inviteCode: nil, vouchers: 0,
        unread: 0, outbox: 0, offlineSince: nil, head: 1))
  }

  private func pickup(dueIn minutes: Double, isReady: Bool = false) throws -> Glance.Pickup {
    try #require(Glance(home(dueIn: minutes, isReady: isReady))?.pickup)
  }

  @Test func aCodePaysWhatThisPhoneMaySpend() {
    #expect(PayModel.Wish(for: home()) == PayModel.Wish(payMax: Cents(1000)))
    #expect(PayModel.Wish(for: home(), voucher: 7) == .init(payMax: Cents(1000), voucher: 7))
    let onlyEarns = PayModel.Wish(earns: true)
    #expect(PayModel.Wish(for: home(cents: 0)) == onlyEarns)
    #expect(PayModel.Wish(for: home(spendsFrom: 1)) == onlyEarns)
    #expect(PayModel.Wish(for: home(.revoked)) == onlyEarns)
    #expect(PayModel.Wish(for: nil) == onlyEarns)
  }

  @Test func theWidgetReadsWhatTheAppHasLeft() throws {
    let folder = try Folder()
    let file = GlanceFile(folder: folder.url)
    #expect(file.read() == nil)
    #expect(try !file.write(nil))
    let glance = try #require(Glance(home(dueIn: 30)))
    #expect(glance.dough == 7)
    #expect(glance.pickup?.code == "B7")
    #expect(try file.write(glance))
    #expect(file.read() == glance)
    #expect(try !file.write(glance), "the same needs no other widget")
    #expect(try file.write(nil))
    #expect(file.read() == nil)
    try Data("{}".utf8).write(to: folder.url.appendingPathComponent("glance.json"))
    #expect(file.read() == nil, "another version's")
  }

  @Test func aWalletThatThisPhoneMayNotUseShowsNothing() {
    #expect(Glance(home(.revoked)) == nil)
    #expect(Glance(home(.erased)) == nil)
    #expect(Glance(home(.opening)) == nil)
  }

  @Test func aPickupThatIsLongOverIsNotShown() throws {
    let glance = try #require(Glance(home(dueIn: 30)))
    let due = now.addingTimeInterval(1800)
    #expect(glance.pickup(at: now) != nil)
    #expect(glance.pickup(at: due.addingTimeInterval(2 * 3600)) != nil)
    #expect(glance.pickup(at: due.addingTimeInterval(3 * 3600)) == nil)
    #expect(glance.turningPoints(after: now) == [due, due.addingTimeInterval(3 * 3600)])
    #expect(glance.turningPoints(after: due) == [due.addingTimeInterval(3 * 3600)])
    #expect(Glance(home())?.turningPoints(after: now) == [])
  }

  @Test func theLockScreenShowsThePickupInItsHour() throws {
    let near = try pickup(dueIn: 59)
    #expect(PickupStep.steps(running: [], wanted: near, now: now) == [.start(near)])
    #expect(PickupStep.steps(running: [near], wanted: near, now: now) == [])
    #expect(try PickupStep.steps(running: [], wanted: pickup(dueIn: 61), now: now) == [])
    let ready = try pickup(dueIn: 59, isReady: true)
    #expect(PickupStep.steps(running: [near], wanted: ready, now: now) == [.update(ready)])
    let early = try pickup(dueIn: 300, isReady: true)
    #expect(PickupStep.steps(running: [], wanted: early, now: now) == [.start(early)])
    #expect(PickupStep.steps(running: [near], wanted: nil, now: now) == [.end("order-1")])
    let late = try pickup(dueIn: -61, isReady: true)
    #expect(PickupStep.steps(running: [late], wanted: late, now: now) == [.end("order-1")])
    // A change moved it to tomorrow: what the lock screen shows is no longer true.
    let moved = try pickup(dueIn: 24 * 60)
    #expect(PickupStep.steps(running: [near], wanted: moved, now: now) == [.end("order-1")])
  }

  @Test func theSystemWakesTheAppWhenItIsOfUse() {
    let hour: TimeInterval = 3600
    #expect(Refresh.next(outbox: 0, pickup: nil, now: now) == now.addingTimeInterval(4 * hour))
    #expect(Refresh.next(outbox: 1, pickup: nil, now: now) == now.addingTimeInterval(hour / 4))
    let soon = now.addingTimeInterval(3 * hour)
    #expect(Refresh.next(outbox: 0, pickup: soon, now: now) == now.addingTimeInterval(2 * hour))
    let now15 = now.addingTimeInterval(hour / 4)
    #expect(Refresh.next(outbox: 0, pickup: now.addingTimeInterval(60), now: now) == now15)
    let over = now.addingTimeInterval(-60)
    #expect(Refresh.next(outbox: 0, pickup: over, now: now) == now.addingTimeInterval(4 * hour))
  }

  @Test func onlyOurPartOfANotificationGoesToTheEngine() throws {
    let json = try #require(
      PushPayload.json(["aps": ["content-available": 1], "dough": ["epoch": "e", "head": 12]]))
    let found = try JSON(parsing: Data(json.utf8))
    #expect(found == ["dough": ["epoch": "e", "head": 12]])
    #expect(PushPayload.json(["aps": ["content-available": 1]]) == nil)
    #expect(PushPayload.json(["dough": Date()]) == nil)
  }

  @Test func theEngineSpeaksTheFirstLanguageItKnows() throws {
    #expect(AppConfig.language(["de-DE", "fr-BE", "nl-BE"]) == .fr)
    #expect(AppConfig.language(["nl"]) == .nl)
    #expect(AppConfig.language(["de"]) == .en)
    let config = AppConfig.config(
      folder: URL(fileURLWithPath: "/a"), server: try #require(URL(string: "https://shop.example")),
      preferred: [], version: "1.0.0")
    #expect(config.store == "/a/wallet.db")
    #expect(config.server == "https://shop.example")
  }
}

struct NoticesTests {
  private let now = Date(timeIntervalSince1970: 1_781_586_000)

  private func news(_ id: String, hoursAgo: Double = 1, isSeen: Bool = false) -> News {
    News(
      id: id, kind: .surpriseReady(number: 1), at: now.addingTimeInterval(-hoursAgo * 3600),
      isSeen: isSeen)
  }

  @Test func eachIsToldOnce() {
    let first = Notices(news: [news("a"), news("b")], told: [], now: now)
    #expect(first.show.map(\.id) == ["a", "b"])
    #expect(first.told == ["a", "b"])
    let again = Notices(news: [news("a"), news("b"), news("c")], told: first.told, now: now)
    #expect(again.show.map(\.id) == ["c"])
    #expect(again.withdraw == [])
  }

  @Test func whatIsSeenOrOverGoes() {
    let told: Set<String> = ["a", "b"]
    let notices = Notices(news: [news("a", isSeen: true)], told: told, now: now)
    #expect(notices.show == [])
    #expect(notices.withdraw == ["a", "b"])
    #expect(notices.told == ["a"], "what was seen isn't told again, what is over is forgotten")
  }

  @Test func whatIsOldComesTooLateForASound() {
    let notices = Notices(news: [news("a", hoursAgo: 25)], told: [], now: now)
    #expect(notices.show == [])
    #expect(notices.told == [])
  }
}
