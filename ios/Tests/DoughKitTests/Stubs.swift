import DoughCore
import Foundation
import TestShop

@testable import DoughKit

/// A folder of a test's own, gone with it.
final class Folder: Sendable {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("dough-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String {
    url.appendingPathComponent(name).path
  }
}

/// Keeps what it is told, and says so.
final class Updates: Observer {
  let told: AsyncStream<Update>
  private let telling: AsyncStream<Update>.Continuation

  init() {
    (told, telling) = AsyncStream.makeStream()
  }

  func changed(update: Update) {
    telling.yield(update)
  }

  /// Waits for the first value that is looked for.
  func tells(_ what: String, _ wanted: @escaping @Sendable (Update) -> Bool) async throws {
    try await within(for: what) { [told] in
      for await update in told where wanted(update) { return }
    }
  }

  func tellsOutbox(_ count: UInt32) async throws {
    try await tells("a home with \(count) intents") { update in
      if case .home(let home) = update { home.outbox == count } else { false }
    }
  }
}

struct Unexpected: Error {
  let reason: String
}

/// Keeps what it is told, then throws.
final class ThrowingObserver: Observer {
  let updates = Updates()

  func changed(update: Update) throws {
    updates.changed(update: update)
    throw Unexpected(reason: "no")
  }
}

final class BrokenClock: Clock {
  func nowMillis() throws -> Int64 { throw Unexpected(reason: "the clock stands") }
}

final class BrokenLog: LogSink {
  func log(level: LogLevel, line: String) throws { throw Unexpected(reason: "no paper") }
}

/// A key store that throws what nobody expects.
final class BrokenKeys: DeviceKeys {
  func payPublicKey() throws -> Data { throw Unexpected(reason: "the key store is on fire") }
  func apiPublicKey() throws -> Data { throw Unexpected(reason: "the key store is on fire") }
  func signWithPayKey(message: Data) throws -> Data {
    throw Unexpected(reason: "the key store is on fire")
  }
  func signWithApiKey(message: Data) throws -> Data {
    throw Unexpected(reason: "the key store is on fire")
  }
}

/// A key store whose pay key can be locked, as a phone's is until its owner is there.
final class LockableKeys: DeviceKeys, @unchecked Sendable {
  private let keys: any DeviceKeys
  private let mutex = NSLock()
  private var isLocked = false

  init(_ keys: any DeviceKeys) {
    self.keys = keys
  }

  func lock() { mutex.withLock { isLocked = true } }
  func unlock() { mutex.withLock { isLocked = false } }

  func payPublicKey() throws -> Data { try keys.payPublicKey() }
  func apiPublicKey() throws -> Data { try keys.apiPublicKey() }
  func signWithApiKey(message: Data) throws -> Data { try keys.signWithApiKey(message: message) }
  func signWithPayKey(message: Data) throws -> Data {
    if mutex.withLock({ isLocked }) { throw KeyStoreError.NeedsUserPresence }
    return try keys.signWithPayKey(message: message)
  }
}

/// A clock that a test moves.
final class SetClock: Clock, @unchecked Sendable {
  private let lock = NSLock()
  private var now: Int64

  init(_ now: Int64) {
    self.now = now
  }

  func advance(by millis: Int64) {
    lock.withLock { now += millis }
  }

  func nowMillis() -> Int64 {
    lock.withLock { now }
  }
}

final class Lines: LogSink {
  let told: AsyncStream<String>
  private let telling: AsyncStream<String>.Continuation

  init() {
    (told, telling) = AsyncStream.makeStream()
  }

  func log(level: LogLevel, line: String) {
    telling.yield(line)
  }
}

func newKeys() throws -> any DeviceKeys {
  try softwareKeys(seed: Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }))
}

/// Kind and code of what a call throws: "refused amount_invalid". Nothing where it works.
func failure<Value>(_ call: () throws -> Value) -> String? {
  do {
    _ = try call()
    return nil
  } catch {
    return short(error)
  }
}

func failureInTime<Value: Sendable>(
  _ call: @escaping @Sendable () async throws -> Value
) async -> String? {
  do {
    _ = try await within(for: "an answer", call)
    return nil
  } catch {
    return short(error)
  }
}

private func short(_ error: any Error) -> String {
  let problem = Problem(error)
  return "\(problem.kind) \(problem.code)"
}
