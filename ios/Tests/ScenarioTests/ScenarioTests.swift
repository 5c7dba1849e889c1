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

/// tests/scenarios/*.json, told by phones through the bindings against a real server process. The
/// same files are told in other languages; tests/scenarios/README.md says what they mean.
@Suite(.serialized)
struct ScenarioTests {
  @Test(.timeLimit(.minutes(3)), arguments: try Scenario.all)
  func aScenarioEndsAsItIsWritten(_ scenario: Scenario) async throws {
    let written = try JSON(parsing: Data(contentsOf: scenario.file))["steps"]?.list ?? []
    try #require(!written.isEmpty, "\(scenario.file.lastPathComponent) has no steps")
    try await ShopProcess.with { shop in
      let stage = Stage(shop: shop)
      for (number, line) in written.enumerated() {
        let place = "tests/scenarios/\(scenario.file.lastPathComponent), step \(number + 1)"
        try await stage.tell(line, at: place)
      }
    }
  }
}

/// A shop, its phones, and what steps have kept.
private final class Stage {
  private let shop: ShopProcess
  private var phones: [String: Phone] = [:]
  private var kept: [String: JSON] = [:]

  init(shop: ShopProcess) {
    self.shop = shop
  }

  deinit {
    for phone in phones.values { phone.engine.shutdown() }
  }

  func tell(_ line: JSON, at place: String) async throws {
    let found: JSON
    let step: Step
    do {
      step = try Step(line, kept: kept)
      found = try await play(step)
    } catch {
      throw Unplayable("\(place): \(line)\nfailed: \(error)")
    }
    guard found.holds(step.expected) else {
      throw Unplayable("\(place): \(step)\nfound \(found)")
    }
  }

  private func play(_ step: Step) async throws -> JSON {
    if step.has("till") { return try await till(step) }
    if step.has("phone") {
      return try await phone(step).play(step) { name, value in kept[name] = value }
    }
    if step.has("kitchen") {
      let order = step.has("order") ? [try step.text("order")] : []
      try await shop.kitchen(step.text("kitchen"), [step.text("do")] + order)
    } else if step.has("server") {
      try await server(step.text("server"))
    } else if step.has("check") {
      try await shop.check()
    } else {
      throw Unplayable("nobody can do this")
    }
    return [:]
  }

  private func phone(_ step: Step) async throws -> Phone {
    let name = try step.text("phone")
    if try step.text("do") == "open" {
      phones[name] = try await Phone(name, shop: shop)
    }
    guard let phone = phones[name] else { throw Unplayable("\(name) has no phone") }
    return phone
  }

  private func server(_ action: String) async throws {
    switch action {
    case "stop": try await shop.stop()
    case "start":
      try await shop.start()
      for phone in phones.values { phone.engine.networkChanged() }
    default: throw Unplayable("no server can \(action)")
    }
  }

  private func till(_ step: Step) async throws -> JSON {
    let till = try step.text("till")
    if try step.text("do") == "refund" {
      return try await shop.refund(step.text("receipt"), at: till)
    }
    let answer = try await shop.scan(
      step.text("code"), at: till, items: step.texts("items"), pay: step.text("pay"),
      transaction: step.text("transaction"))
    // A refusal may name a receipt too.
    guard answer["code"] == nil, let receipt = answer["receipt"] else { return answer }
    if step.has("save") {
      kept[try step.text("save")] = receipt["id"]
    }
    let tenders = receipt["tenders"]?.list ?? []
    let paid = tenders.map { ($0["kind"]?.text ?? "", $0["amount"] ?? .null) }
    return [
      "total": receipt["total"] ?? .null,
      "earned": receipt["earning"]?["dough"] ?? .null,
      "paid": .object(Dictionary(paid) { $1 }),
      "receipt": receipt["id"] ?? .null,
    ]
  }
}
