import Foundation
import Testing

@testable import DoughKit

struct SayTests {
  private let brussels = TimeZone(identifier: "Europe/Brussels")!
  private let moment = Date(timeIntervalSince1970: 1_781_590_200)  // 2026-06-16, 08:10 in Brussels

  private func say(_ language: String) -> Say {
    Say(Locale(identifier: language), timeZone: brussels)
  }

  @Test func momentsAreSaidInTheCustomersLanguage() {
    // With a zero before it or without, as the system's data have it.
    #expect(say("nl_BE").time(moment).hasSuffix("8:10"))
    #expect(say("fr_BE").time(moment).hasSuffix("8:10"))
    #expect(say("en_GB").date(moment) == "16 Jun 2026")
    #expect(say("nl_BE").date(moment) == "16 jun 2026")
    #expect(say("en_GB").moment(moment).hasSuffix("8:10"))
    #expect(say("nl_BE").day(moment, in: brussels).contains("dinsdag"))
    #expect(say("fr_BE").month(moment) == "juin 2026")
  }

  @Test func aDayIsTheShopsOwn() {
    let tokyo = TimeZone(identifier: "Asia/Tokyo")!
    let evening = Date(timeIntervalSince1970: 1_781_622_600)  // 17:10 in Brussels, 00:10 in Tokyo
    #expect(say("en_GB").day(evening, in: tokyo).contains("17"))
    #expect(say("en_GB").day(evening, in: brussels).contains("16"))
  }

  @Test func aShareIsExactToAHundredth() {
    #expect(say("en_GB").percent(0.5) == "50")
    #expect(say("en_GB").percent(0.004) == "0.4")
    #expect(say("nl_BE").percent(1.0 / 3) == "33,33")
    #expect(say("fr_BE").percent(0.125) == "12,5")
  }
}

@MainActor
struct BrightScreenTests {
  private final class Light: ScreenLight {
    var brightness = 0.4
  }

  @Test func itIsBrightWhileACodeShowsAndThenAsItWas() {
    let light = Light()
    let screen = BrightScreen(light)
    screen.putBack()
    #expect(light.brightness == 0.4)
    screen.raise()
    screen.raise()
    #expect(light.brightness == 1)
    screen.putBack()
    screen.putBack()
    #expect(light.brightness == 0.4)
  }

  @Test func whatTheCustomerHasSetMeanwhileStays() {
    let light = Light()
    let screen = BrightScreen(light)
    screen.raise()
    light.brightness = 0.7
    screen.putBack()
    #expect(light.brightness == 0.7)
    screen.raise()
    screen.putBack()
    #expect(light.brightness == 0.7)
  }
}
