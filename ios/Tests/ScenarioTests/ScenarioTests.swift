import Foundation
import TestShop
import Testing

/// A file of tests/scenarios.
struct Scenario: CustomTestStringConvertible, Sendable {
  let file: URL

  var testDescription: String { file.lastPathComponent }

  static var all: [Scenario] {
    get throws {
      let files = try FileManager.default.contentsOfDirectory(
        at: Repository.scenarios, includingPropertiesForKeys: nil)
      return files.filter { $0.pathExtension == "json" }
        .sorted { $0.path < $1.path }
        .map(Scenario.init)
    }
  }
}

/// tests/scenarios/*.json, told by phones with the app's models against a real server process. The
/// same files are told in other languages; tests/scenarios/README.md says what they mean.
@MainActor
@Suite(.serialized)
struct ScenarioTests {
  @Test(.timeLimit(.minutes(3)), arguments: try Scenario.all)
  func aScenarioEndsAsItIsWritten(_ scenario: Scenario) async throws {
    let written = try JSON(parsing: Data(contentsOf: scenario.file))["steps"]?.list ?? []
    try #require(!written.isEmpty, "\(scenario.file.lastPathComponent) has no steps")
    try await ShopProcess.with { shop in
      let stage = Stage(shop: shop)
      defer { stage.end() }
      for (number, line) in written.enumerated() {
        let place = "tests/scenarios/\(scenario.file.lastPathComponent), step \(number + 1)"
        try await stage.tell(line, at: place)
      }
    }
  }
}
