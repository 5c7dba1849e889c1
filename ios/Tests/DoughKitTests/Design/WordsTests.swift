import Foundation
import TestShop
import Testing

/// The sentences that design/generate has written: the catalogue and the Swift that asks for them.
struct WordsTests {
  private static let views = Repository.root.appendingPathComponent("ios/Sources/DoughViews")
  private static let languages = ["en", "nl", "fr"]

  private let strings: [String: JSON]
  private let words: String

  init() throws {
    let catalogue = Self.views.appendingPathComponent("Resources/Localizable.xcstrings")
    guard case .object(let strings) = try JSON(parsing: Data(contentsOf: catalogue))["strings"]
    else { throw NoCatalogue() }
    self.strings = strings
    words = try String(
      contentsOf: Self.views.appendingPathComponent("Generated/Words.swift"), encoding: .utf8)
  }

  private struct NoCatalogue: Error {}

  /// What Foundation makes of `"home.dots \(filled) \(wanted)"`, by the types of the arguments.
  private func keys() -> [String] {
    var numbers: Set<Substring> = []
    var keys: [String] = []
    for line in words.split(separator: "\n") {
      if line.contains("static func ") {
        numbers = Set(line.matches(of: /(\w+): Int/).map(\.1))
      }
      guard let said = line.firstMatch(of: /said\("(.*)"\)/)?.1 else { continue }
      keys.append(
        String(said).replacing(/\\\((\w+)\)/) { numbers.contains($0.1) ? "%lld" : "%@" })
    }
    return keys
  }

  @Test func everySentenceThatIsAskedForIsThere() {
    let keys = keys()
    #expect(keys.count > 200)
    #expect(Set(keys).count == keys.count)
    #expect(Set(keys) == Set(strings.keys))
  }

  @Test func everySentenceIsInEveryLanguageWithItsArguments() throws {
    for (key, sentence) in strings {
      let wanted = key.split(separator: " ").dropFirst()
        .enumerated().map { "%\($0 + 1)$\($1.dropFirst())" }
      for language in Self.languages {
        let localized = try #require(sentence["localizations"]?[language], "\(key), \(language)")
        for text in texts(of: localized) {
          #expect(!text.isEmpty, "\(key), \(language)")
          let found = Set(text.matches(of: /%\d\$(lld|@)/).map { String($0.0) })
          // A form for one may leave its number out.
          let missing = Set(wanted).subtracting(found)
          #expect(found.isSubset(of: wanted), "\(key), \(language): \(text)")
          #expect(missing.isSubset(of: ["%1$lld"]), "\(key), \(language): \(text)")
        }
      }
    }
  }

  @Test func formsOfNumberAreVariations() throws {
    let alone = try #require(strings["home.until_surprise %lld"]?["localizations"]?["nl"])
    let forms = alone["variations"]?["plural"]
    #expect(value(forms?["one"]) == "Nog 1 tot je volgende verrassing")
    #expect(value(forms?["other"]) == "Nog %1$lld tot je volgende verrassing")

    let among = try #require(strings["history.month %lld %@"]?["localizations"]?["fr"])
    #expect(value(among) == "%#@count@ %2$@")
    let count = among["substitutions"]?["count"]
    #expect(count?["argNum"] == 1)
    #expect(count?["formatSpecifier"] == "lld")
    #expect(value(count?["variations"]?["plural"]?["other"]) == "%arg visites,")
  }

  /// The texts that a sentence can have, with a substitution's forms put in.
  private func texts(of localized: JSON) -> [String] {
    if let forms = localized["variations"]?["plural"] {
      return ["one", "other"].compactMap { value(forms[$0]) }
    }
    let whole = value(localized) ?? ""
    guard let forms = localized["substitutions"]?["count"]?["variations"]?["plural"] else {
      return [whole]
    }
    return ["one", "other"].compactMap { value(forms[$0]) }.map {
      whole.replacing("%#@count@", with: $0.replacing("%arg", with: "%1$lld"))
    }
  }

  private func value(_ json: JSON?) -> String? {
    json?["stringUnit"]?["value"]?.text
  }
}
