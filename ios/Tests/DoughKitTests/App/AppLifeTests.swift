import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@Suite(.serialized, .timeLimit(.minutes(1)))
struct AppLifeTests {
  private let folder: Folder
  private let session: DoughSession
  private let life: AppLife

  init() throws {
    folder = try Folder()
    session = offlineSession(folder)
    life = AppLife(session: session)
  }

  private func isLocked() async throws -> Bool {
    await failureInTime { [session] in try await session.wallet().call { try $0.home() } }
      == "locked paused"
  }

  @Test func itIsPausedWhileNobodyNeedsIt() async throws {
    await life.enter()
    #expect(try await !isLocked())
    await life.enter()
    await life.leave()
    #expect(try await !isLocked(), "somebody still needs it")
    await life.leave()
    #expect(try await isLocked())
    await life.leave()
    await life.enter()
    #expect(try await !isLocked())
    try await close(session)
  }

  @Test func manyWhoComeAndGoLeaveItPaused() async throws {
    let life = life
    await withTaskGroup(of: Void.self) { users in
      for _ in 0..<50 {
        users.addTask {
          await life.enter()
          await Task.yield()
          await life.leave()
        }
      }
    }
    #expect(try await isLocked())
    await life.enter()
    #expect(try await !isLocked())
    try await close(session)
  }

  @Test func workInTheBackgroundEndsWithAPause() async throws {
    await life.enter()
    await life.leave()
    let told = Counter()
    let left = await life.work(limitMs: 200) { [session] in
      // What the app does with the news is done before the pause.
      if (try? await session.home())?.access == .opening { told.count() }
    }
    #expect(left, "the wallet is still to be opened")
    #expect(told.value == 1)
    #expect(try await isLocked())
    #expect(await life.handlePush(#"{"dough":{"epoch":"x","head":1}}"#, limitMs: 200))
    #expect(try await isLocked())
    await life.networkChanged()
    #expect(try await isLocked())
    await life.enter()
    try await close(session)
  }

  @Test func theAppHearsOfItsWallet() async throws {
    var homes = await session.homes().makeAsyncIterator()
    #expect(await homes.next()?.access == .opening)
    #expect(try await session.news() == [])
    try await close(session)
    let broken = DoughSession { () async throws(Problem) -> Wallet in
      throw Problem(kind: .storage, code: "store_read_only", detail: "")
    }
    var none = await broken.homes().makeAsyncIterator()
    #expect(await none.next() == nil, "an app that can't open its wallet waits for nothing")
  }
}
