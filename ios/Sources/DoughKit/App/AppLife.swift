import DoughCore

/// Pauses the engine while nobody needs it, so that no lock on its file is held when the system
/// suspends the app: it would end the app for that. The app in front is one who needs it, each work in
/// the background another.
public actor AppLife {
  private let session: DoughSession
  private var needed = 0
  private var isPaused = false
  private var applying: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
  }

  /// Somebody needs the engine from now on.
  public func enter() async {
    needed += 1
    await apply()
  }

  /// Somebody needs it no more. Returns when it is paused, where that was the last one.
  public func leave() async {
    needed = max(0, needed - 1)
    await apply()
  }

  /// Sends what waits and reads what is new, for at most so many milliseconds; then, before the pause,
  /// what the app does with it. Says whether something is still to be sent.
  public func work(limitMs: UInt64, then: @Sendable () async -> Void = {}) async -> Bool {
    await whileNeeded(then) { try await $0.workInBackground(limitMs: limitMs) }
  }

  /// A silent notification came, with this JSON.
  public func handlePush(
    _ payload: String, limitMs: UInt64, then: @Sendable () async -> Void = {}
  ) async -> Bool {
    await whileNeeded(then) { try await $0.handlePush(payload: payload, limitMs: limitMs) }
  }

  /// The system has another network, or one again.
  public func networkChanged() async {
    guard !isPaused else { return }
    try? await session.wallet().call { $0.networkChanged() }
  }

  private func whileNeeded(
    _ then: @Sendable () async -> Void, _ work: @Sendable (Dough) async throws -> Background
  ) async -> Bool {
    await enter()
    var left = true
    if let engine = try? await session.wallet().call({ $0 }) {
      left = (try? await work(engine))?.left != 0
    }
    await then()
    await leave()
    return left
  }

  /// Brings the engine to what is wanted; who comes meanwhile waits for the same.
  private func apply() async {
    while isPaused != (needed == 0) {
      if let applying {
        await applying.value
        continue
      }
      let pauses = needed == 0
      let session = session
      let task = Task {
        // An engine that was never opened holds nothing; one that can't be resumed says so itself.
        guard let wallet = try? await session.wallet() else { return }
        try? await wallet.call { if pauses { $0.pause() } else { try $0.resume() } }
      }
      applying = task
      await task.value
      applying = nil
      isPaused = pauses
    }
  }
}
