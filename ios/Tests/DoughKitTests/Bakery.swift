import DoughCore
import Foundation
import Observation
import TestShop

@testable import DoughKit

/// A shop that runs, and a customer with an app.
struct Bakery {
  let shop: ShopProcess
  let config: Config
  let keys: LockableKeys
  let clock = SetClock(Int64(Date().timeIntervalSince1970 * 1000))

  init(_ shop: ShopProcess, _ name: String = "app") async throws {
    self.shop = shop
    config = Config(
      store: shop.folder.appendingPathComponent("\(name).phone").path, server: await shop.url,
      language: .en, appVersion: "1.0.0")
    keys = LockableKeys(try newKeys())
  }

  func session() -> DoughSession {
    DoughSession { [config, keys, clock] () async throws(Problem) -> Wallet in
      try await Wallet.open(config, keys: keys, clock: clock)
    }
  }

  /// Pays money in, and waits until it is there.
  func topUp(_ cents: Int64, _ session: DoughSession) async throws {
    let wallet = try await session.wallet()
    let intent = try await wallet.call { try $0.topUp(cents: cents, evenSo: true) }
    let engine = try await wallet.call { $0 }
    let settled = try await within(for: "a top-up") { try await engine.settled(id: intent) }
    guard settled.state == .done else { throw Unexpected(reason: "\(settled)") }
  }
}

/// Waits until a model shows what is expected, on its own word.
@MainActor
func shows(_ what: String, _ holds: @escaping @MainActor () -> Bool) async throws {
  let (changes, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  let limit = Task {
    try await Task.sleep(for: patience)
    told.finish()
  }
  defer { limit.cancel() }
  while true {
    // A change is told before it is made, on the same actor: the next look sees it.
    let held = withObservationTracking(holds) { told.yield() }
    if held { return }
    var news = changes.makeAsyncIterator()
    guard await news.next() != nil else { throw TookTooLong(what: what) }
  }
}

/// Ends a session's engine.
func close(_ session: DoughSession) async throws {
  try await session.wallet().call { $0.shutdown() }
}
