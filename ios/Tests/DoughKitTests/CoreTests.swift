import DoughCore
import Foundation
import TestShop
import Testing

/// The library from Swift, without a server: objects, records, typed errors, asynchronous calls.
struct CoreTests {
  /// Nothing listens there.
  static let nowhere = "http://127.0.0.1:9"
  static let now: Int64 = 1_781_586_000_000

  private let folder: Folder
  private let config: Config
  private let log = Lines()
  private let phone: Dough

  init() throws {
    folder = try Folder()
    config = Config(
      store: folder.path("dough.db"), server: Self.nowhere, language: .nl, appVersion: "1.0.0")
    phone = try Dough.open(
      config: config, keys: softwareKeys(seed: Data(repeating: 7, count: 32)),
      clock: SetClock(Self.now), log: log)
  }

  @Test func theBindingsFitTheLibrary() throws {
    try checkLibrary()
    #expect(libraryVersion() == "0.1.0")
  }

  @Test func readsWorkWithoutANetwork() throws {
    let home = try phone.home()
    #expect(home.wallet == nil)
    #expect(home.doughAvailable == 0)
    #expect(home.eurAvailable == 0)
    #expect(home.outbox == 1, "the wallet is asked for")
    #expect(try phone.history() == [])
    #expect(phone.catalogue() == nil)
    #expect(phone.diagnostics().contains("server: \(Self.nowhere)"))
  }

  @Test func whatIsWantedIsStored() throws {
    let intent = try #require(try phone.intent(id: phone.topUp(cents: 2000, evenSo: true)))
    #expect(intent.kind == "top_up")
    #expect(intent.state == .queued)
    #expect(intent.createdAt == Self.now)
    #expect(try phone.home().outbox == 2)
  }

  @Test func errorsHaveAKindAndACode() {
    #expect(failure { try phone.topUp(cents: 0, evenSo: true) } == "refused amount_invalid")
    #expect(failure { try phone.order(id: "not an id") } == "refused malformed_request")
    let code = PayRequest(earn: true)
    #expect(failure { try phone.payCode(request: code) } == "offline wallet_not_open")
  }

  @Test func waitingForTheServerEndsWithAnError() async throws {
    let problem = await failureInTime { try await phone.sync() }
    #expect(problem?.hasPrefix("offline ") == true)
    #expect(try phone.home().offlineSince != nil)
    let line = try await within(for: "a line of the log") { [log] in
      for await line in log.told { return line }
      return ""
    }
    #expect(line.contains("outbox"))
  }

  @Test func manyAsynchronousCallsEndEachWithItsOwnError() async throws {
    let phone = phone
    let refused = try await within(for: "the answers") {
      await withTaskGroup(of: Bool.self) { calls in
        for _ in 0..<50 {
          calls.addTask {
            let problem = await failureInTime {
              try await phone.serverQuote(shop: "not a shop!", lines: [], day: "2026-06-16")
            }
            return problem == "refused malformed_request"
          }
        }
        return await calls.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
    }
    #expect(refused == 50)
  }
}
