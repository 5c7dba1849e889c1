import Foundation
import Testing

@testable import DoughKit

struct MoneyTests {
  @Test(
    arguments: [
      ("nl_BE", 1240, "€ 12,40"), ("fr_BE", 1240, "12,40 €"), ("en_IE", 1240, "€12.40"),
      ("nl_BE", 0, "€ 0,00"), ("nl_BE", 5, "€ 0,05"), ("en_IE", -1205, "-€12.05"),
      ("en_IE", 123_456_789, "€1,234,567.89"), ("fr_BE", 123_456_789, "1 234 567,89 €"),
    ] as [(String, Int64, String)])
  func anAmountIsWrittenAsItsReaderWritesIt(locale: String, cents: Int64, text: String) {
    #expect(plain(Cents(cents).formatted(locale: Locale(identifier: locale))) == text)
  }

  @Test func noCentIsLostInALargeAmount() {
    let locale = Locale(identifier: "en_IE")
    // 2^53 + 1: a Double has no such number.
    #expect(Cents(9_007_199_254_740_993).formatted(locale: locale) == "€90,071,992,547,409.93")
    #expect(Cents(.max).formatted(locale: locale) == "€92,233,720,368,547,758.07")
    #expect(Cents(.min).formatted(locale: locale) == "-€92,233,720,368,547,758.08")
  }

  /// Which kind of space stands there is a matter of the system's version.
  private func plain(_ text: String) -> String {
    String(text.map { $0.isWhitespace ? " " : $0 })
  }
}
