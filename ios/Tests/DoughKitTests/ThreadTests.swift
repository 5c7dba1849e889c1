import DoughCore
import Foundation
import TestShop
import Testing

/// Calls from many threads at once, as an app with extensions and background tasks makes them.
struct ThreadTests {
  private static let threads = 8
  private static let calls = 200

  @Test func manyThreadsCallAtOnceAndNothingIsLost() async throws {
    let folder = try Folder()
    let config = Config(
      store: folder.path("dough.db"), server: CoreTests.nowhere, language: .en,
      appVersion: "1.0.0")
    let phone = try Dough.open(config: config, keys: newKeys())
    let homes = Updates()
    let subscription = try phone.observe(topic: .home, observer: homes)

    let results = try await within(.seconds(60), for: "the threads") {
      await withTaskGroup(of: Result<[String], any Error>.self) { group in
        for number in 0..<Self.threads {
          group.addTask { await Self.onAThread { try Self.mixedCalls(phone, number) } }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    let intents = try results.flatMap { try $0.get() }
    let stored = try intents.compactMap { try phone.intent(id: $0) }
    #expect(Set(intents).count == Self.threads * Self.calls / 5)
    #expect(stored.count == intents.count)
    // The wallet is asked for as well.
    let wanted = UInt32(intents.count + 1)
    #expect(try phone.home().outbox == wanted)
    try await homes.tellsOutbox(wanted)
    subscription.cancel()
    phone.shutdown()
  }

  /// Of five calls, one stores something; returns its ids.
  private static func mixedCalls(_ phone: Dough, _ number: Int) throws -> [String] {
    var intents: [String] = []
    for call in 0..<calls {
      switch call % 5 {
      case 0: intents.append(try phone.topUp(cents: Int64(100 + number), evenSo: true))
      case 1: _ = try phone.home()
      case 2: _ = try phone.history(limit: 5)
      case 3:
        do {
          _ = try phone.payCode(request: PayRequest(earn: true))
          throw Unexpected(reason: "a code without a wallet")
        } catch DoughError.Offline {}
      default: try phone.observe(topic: .home, observer: ThrowingObserver()).cancel()
      }
    }
    return intents
  }

  private static func onAThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async -> Result<Value, any Error> {
    await withCheckedContinuation { done in
      Thread { done.resume(returning: Result { try work() }) }.start()
    }
  }
}
