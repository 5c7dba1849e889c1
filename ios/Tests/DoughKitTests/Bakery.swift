import DoughCore
import Foundation
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

/// Ends a session's engine.
func close(_ session: DoughSession) async throws {
  try await session.wallet().call { $0.shutdown() }
}
