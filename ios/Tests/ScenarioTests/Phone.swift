import DoughCore
import Foundation
import TestShop

/// A phone of a scenario: one wallet through the bindings. What it can do stands in
/// tests/scenarios/README.md, and here in a file for each subject.
final class Phone {
  private(set) var engine: Dough
  let shop: ShopProcess
  let kept: Kept
  private let store: String
  private let keys: any DeviceKeys

  init(_ name: String, shop: ShopProcess, kept: Kept) async throws {
    (self.shop, self.kept) = (shop, kept)
    store = shop.folder.appendingPathComponent("\(name).phone").path
    keys = try softwareKeys(seed: Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }))
    engine = try Self.opened(store: store, server: await shop.url, keys: keys)
  }

  private static func opened(store: String, server: String, keys: any DeviceKeys) throws -> Dough {
    let config = Config(store: store, server: server, language: .en, appVersion: "0.1.0")
    return try Dough.open(config: config, keys: keys)
  }

  /// Does a step. An error is its outcome, where it expects one.
  func play(_ step: Step) async throws -> JSON {
    do {
      for subject in [life, wallet, orders, codes, people] {
        if let found = try await subject(step) { return found }
      }
    } catch let error as DoughError where step.expectsAnOutcome {
      return Outcome.of(error)
    }
    throw Unplayable("no phone can \(try step.text("do"))")
  }

  private func life(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "open": try await open()
    case "restart":
      engine.shutdown()
      engine = try Self.opened(store: store, server: await shop.url, keys: keys)
    case "pause": engine.pause()
    case "resume": try engine.resume()
    case "shut_down": engine.shutdown()
    case "forget": try forget(step)
    case "background":
      let engine = engine
      let worked = try await inTime("work in the background") {
        try await engine.workInBackground(limitMs: 10_000)
      }
      return ["left": .int(Int64(worked.left))]
    default: return nil
    }
    return [:]
  }

  private func open() async throws {
    guard await shop.isRunning else { return }
    // An attempt may fail; the engine tries again by itself.
    let opened: JSON = ["open": true]
    let found = try await until(.home, opened) {
      ["open": .bool(try self.engine.home().inviteCode != nil)]
    }
    guard found.holds(opened) else { throw Unplayable("no wallet was opened") }
  }

  private func forget(_ step: Step) throws {
    try engine.forgetEverything(evenUnsent: step.flag("even_unsent"))
    guard !FileManager.default.fileExists(atPath: store) else {
      throw Unplayable("the phone's file is still there")
    }
  }

  func settled(_ intent: String) async throws -> JSON {
    let engine = engine
    return Outcome.of(
      try await inTime("the end of an intent") { try await engine.settled(id: intent) })
  }

  /// Waits for an answer, a little longer than the engine may work in the background.
  func inTime<Value: Sendable>(
    _ what: String, _ call: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await within(patience + .seconds(5), for: what, call)
  }

  /// What holds what is expected, as soon as it does; else what stands in the end.
  func until(_ topic: Topic, _ expected: JSON, _ look: () throws -> JSON) async throws -> JSON {
    let (news, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let subscription = try engine.observe(topic: topic, observer: News(told: told))
    let limit = Task {
      try await Task.sleep(for: patience)
      told.finish()
    }
    defer {
      limit.cancel()
      subscription.cancel()
    }
    for await _ in news {
      let found = try look()
      if found.holds(expected) { return found }
    }
    return try look()
  }
}

/// Says that something has changed.
private final class News: Observer {
  private let told: AsyncStream<Void>.Continuation

  init(told: AsyncStream<Void>.Continuation) {
    self.told = told
  }

  func changed(update: Update) {
    told.yield()
  }
}
