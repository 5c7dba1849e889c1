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
    #expect(await life.work(limitMs: 200), "the wallet is still to be opened")
    #expect(try await isLocked())
    #expect(await life.handlePush(#"{"dough":{"epoch":"x","head":1}}"#, limitMs: 200))
    #expect(try await isLocked())
    await life.networkChanged()
    #expect(try await isLocked())
    await life.enter()
    try await close(session)
  }
}
