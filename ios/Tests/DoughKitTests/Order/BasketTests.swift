import DoughCore
import Foundation
import Testing

@testable import DoughKit

struct BasketTests {
  private let plain = Basket.Choice(item: "quiche")
  private let changed = Basket.Choice(item: "quiche", changes: ["b", "a"])

  @Test func theSameThingIsOneEntryAndAnotherLikingIsAnother() {
    var basket = Basket()
    basket.add(plain)
    basket.add(plain)
    basket.add(changed)
    basket.add(Basket.Choice(item: "quiche", changes: ["a", "b"]))
    #expect(basket.entries.map(\.quantity) == [2, 2])
    #expect(basket.count == 4)
    #expect(
      basket.lines == [
        BasketLine(item: "quiche", quantity: 2, modifiers: []),
        BasketLine(item: "quiche", quantity: 2, modifiers: ["a", "b"]),
      ])
    #expect(Basket(basket.lines) == basket)
  }

  @Test func lessThanOneIsGone() {
    var basket = Basket()
    basket.add(plain)
    basket.add(changed)
    basket.set(plain, to: 0)
    #expect(basket.entries.map(\.choice) == [changed])
    basket.set(plain, to: 0)
    #expect(basket.count == 1)
    basket.remove(item: "quiche")
    #expect(basket.isEmpty)
  }

  @Test func itHoldsNoMoreThanTheServerTakes() {
    var basket = Basket()
    basket.set(plain, to: 1000)
    #expect(basket.count == 100)
    #expect(!basket.takes(plain))
    for number in 1..<60 { basket.add(Basket.Choice(item: "item-\(number)")) }
    #expect(basket.entries.count == 50)
    #expect(!basket.takes(changed))
    basket.set(plain, to: 99)
    #expect(basket.takes(plain))
  }
}

struct PickupDayTests {
  private let brussels = TimeZone(identifier: "Europe/Brussels")!

  @Test func daysAreTheShopsAndNotThePhones() throws {
    // 23:30 in Brussels; half past nine in the evening in UTC.
    let now = try Date("2026-06-16T21:30:00Z", strategy: .iso8601)
    let days = PickupDay.next(from: now, in: brussels)
    #expect(days.count == 7)
    #expect(days.map(\.id).prefix(3) == ["2026-06-16", "2026-06-17", "2026-06-18"])
    #expect(days.map(\.distance).prefix(3) == [.today, .tomorrow, .later])
    let later = try Date("2026-06-16T22:30:00Z", strategy: .iso8601)
    #expect(PickupDay.next(from: later, in: brussels).first?.id == "2026-06-17")
  }

  @Test func theDayOnWhichClocksGoBackComesOnce() throws {
    let now = try Date("2026-10-24T10:00:00Z", strategy: .iso8601)
    let days = PickupDay.next(from: now, in: brussels).map(\.id)
    #expect(days.prefix(3) == ["2026-10-24", "2026-10-25", "2026-10-26"])
  }
}

struct CountdownTests {
  private let now = Date(timeIntervalSince1970: 1_781_586_000)

  private func until(_ seconds: Double) -> Countdown {
    Countdown(to: now.addingTimeInterval(seconds), from: now)
  }

  @Test func itCountsWhatIsLeft() {
    #expect(until(-60) == .now)
    #expect(until(0) == .now)
    #expect(until(1) == .minutes(1))
    #expect(until(60) == .minutes(1))
    #expect(until(61) == .minutes(2))
    #expect(until(59 * 60) == .minutes(59))
    #expect(until(60 * 60) == .hours(1))
    #expect(until(89 * 60) == .hours(1))
    #expect(until(91 * 60) == .hours(2))
    #expect(until(23 * 3600) == .hours(23))
    #expect(until(24 * 3600) == .later)
  }
}
