import DoughCore
import Foundation
import Testing

@testable import DoughKit

struct SessionTests {
  @Test func allScreensShareOneWallet() async throws {
    let folder = try Folder()
    let opened = Counter()
    let inner = offlineSession(folder)
    let session = DoughSession { () async throws(Problem) -> Wallet in
      opened.count()
      return try await inner.wallet()
    }
    let wallets = try await withThrowingTaskGroup(of: Wallet.self) { screens in
      for _ in 0..<20 {
        screens.addTask { try await session.wallet() }
      }
      return try await screens.reduce(into: []) { $0.append($1) }
    }
    #expect(opened.value == 1)
    #expect(Set(wallets.map(ObjectIdentifier.init)).count == 1)
    try await session.wallet().call { $0.shutdown() }
  }

  @Test func afterAFailureTheNextOneWhoAsksTriesAgain() async throws {
    let folder = try Folder()
    let opened = Counter()
    let inner = offlineSession(folder)
    let session = DoughSession { () async throws(Problem) -> Wallet in
      guard opened.count() > 1 else {
        throw Problem(kind: .storage, code: "storage_failed", detail: "")
      }
      return try await inner.wallet()
    }
    #expect(await failureInTime { try await session.wallet() } == "storage storage_failed")
    try await session.wallet().call { $0.shutdown() }
    #expect(opened.value == 2)
  }

  @Test func aWalletThatCannotBeOpenedSaysWhy() async throws {
    let folder = try Folder()
    let config = Config(
      store: folder.path("nowhere/dough.db"), server: CoreTests.nowhere, language: .en,
      appVersion: "1.0.0")
    #expect(
      await failureInTime { try await Wallet.open(config, keys: newKeys()) }
        == "storage store_read_only")
    #expect(
      await failureInTime { try await Wallet.open(config, keys: BrokenKeys()) }
        == "other key_store_failed")
  }

  @Test func everyErrorOfTheEngineHasItsKind() {
    let errors: [(DoughError, Problem.Kind)] = [
      (.Offline(code: "a", detail: "b"), .offline),
      (.NeedsUserPresence(code: "a", detail: "b"), .needsUserPresence),
      (.Refused(code: "a", detail: "b"), .refused),
      (.UpdateRequired(code: "a", detail: "b"), .updateRequired),
      (.Locked(code: "a", detail: "b"), .locked),
      (.Storage(code: "a", detail: "b"), .storage),
      (.Internal(code: "a", detail: "b"), .other),
    ]
    for (error, kind) in errors {
      #expect(Problem(error) == Problem(kind: kind, code: "a", detail: "b"))
    }
    #expect(Problem(LibraryMismatch.generator).code == "library_mismatch")
    #expect(Problem(Unexpected(reason: "no")).code == "internal")
  }

  @Test @MainActor func aCallRunsOnNoThreadOfSwiftsOwn() async throws {
    let folder = try Folder()
    let wallet = try await offlineSession(folder).wallet()
    let (inATask, onMain) = try await wallet.call { _ in
      (withUnsafeCurrentTask { $0 != nil }, Thread.isMainThread)
    }
    #expect(!inATask)
    #expect(!onMain)
    try await wallet.call { $0.shutdown() }
  }
}

/// Counts, from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var counted = 0

  var value: Int { lock.withLock { counted } }

  @discardableResult
  func count() -> Int {
    lock.withLock {
      counted += 1
      return counted
    }
  }
}
