import DoughCore
import DoughKit
import Foundation

/// The app on a phone: an engine, and the models that outlive a screen.
@MainActor
final class App {
  let session: DoughSession
  let engine: Dough
  let settings: SettingsModel
  let move: MoveModel
  /// The code's screen.
  private(set) var code: CodeScreen

  init(_ config: Config, keys: any DeviceKeys) async throws {
    session = DoughSession { () async throws(Problem) -> Wallet in
      try await Wallet.open(config, keys: keys)
    }
    engine = try await session.wallet().call { $0 }
    settings = SettingsModel(session: session)
    move = MoveModel(session: session)
    code = CodeScreen(session)
  }

  /// Leaves the code's screen, and opens it anew.
  func openCode() -> CodeScreen {
    code.model.stop()
    code = CodeScreen(session)
    return code
  }

  func close() {
    code.model.stop()
    engine.shutdown()
  }
}

/// A code's screen, with the time of its pictures and the session that it shows, or has shown.
@MainActor
final class CodeScreen {
  let pictures = Pictures()
  let model: PayModel
  var session: UInt64?

  init(_ session: DoughSession) {
    model = PayModel(session: session, time: pictures)
  }
}

/// The time of a code's pictures: a fresh one is due when a scenario says so.
final class Pictures: Timekeeper, @unchecked Sendable {
  private let due: AsyncStream<Void>
  private let told: AsyncStream<Void>.Continuation
  private let lock = NSLock()
  private var count = 0

  /// How often one was waited for: once more, when the one before shows.
  var waited: Int { lock.withLock { count } }

  init() {
    (due, told) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  var now: Date { Date() }

  func areDue() {
    told.yield()
  }

  func wait(until moment: Int64) async throws {
    lock.withLock { count += 1 }
    for await _ in due { return }
    throw CancellationError()
  }
}
