import DoughCore
import DoughKit
import Foundation
import TestShop

/// A phone of a scenario, with the app. What it can do stands in tests/scenarios/README.md. What has a
/// screen goes through the screens' models, in a file for each subject; what has none is a call of the
/// engine: the app's life below, and `PhoneCalls.swift`.
@MainActor
final class Phone {
  private(set) var app: App
  let shop: ShopProcess
  let kept: Kept
  private let config: Config
  private let keys: any DeviceKeys

  var engine: Dough { app.engine }

  init(_ name: String, shop: ShopProcess, kept: Kept) async throws {
    (self.shop, self.kept) = (shop, kept)
    config = Config(
      store: shop.folder.appendingPathComponent("\(name).phone").path, server: await shop.url,
      language: .en, appVersion: "0.1.0")
    keys = try softwareKeys(seed: Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }))
    app = try await App(config, keys: keys)
  }

  /// Does a step. An error is its outcome, where it expects one.
  func play(_ step: Step) async throws -> JSON {
    let subjects = [
      life, home, ordering, orders, rewards, codes, friends, people, phones, leaving, calls,
    ]
    do {
      for subject in subjects {
        if let found = try await subject(step) { return found }
      }
    } catch let error as DoughError where step.expectsAnOutcome {
      return Outcome.of(error)
    } catch let problem as Problem where step.expectsAnOutcome {
      return Outcome.of(problem)
    }
    throw Unplayable("no phone can \(try step.text("do"))")
  }

  private func life(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "open": try await open()
    case "restart":
      app.close()
      app = try await App(config, keys: keys)
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
    let home = HomeModel(session: app.session)
    await home.load()
    // An attempt may fail; the engine tries again by itself.
    try await shows("a wallet") {
      home.state.contents?.access == .open && home.state.contents?.dotsInRow != nil
    }
  }

  private func forget(_ step: Step) throws {
    try engine.forgetEverything(evenUnsent: step.flag("even_unsent"))
    guard !FileManager.default.fileExists(atPath: config.store) else {
      throw Unplayable("the phone's file is still there")
    }
  }

  /// Waits for an answer, a little longer than the engine may work in the background.
  func inTime<Value: Sendable>(
    _ what: String, _ call: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await within(patience + .seconds(5), for: what, call)
  }
}
