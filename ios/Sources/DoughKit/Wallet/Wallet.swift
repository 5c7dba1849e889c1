import Dispatch
import DoughCore

/// The app engine, called where it may block: on a queue of its own, one call after the other. So
/// neither the main actor nor Swift's own threads wait for a disk or a key store.
public final class Wallet: Sendable {
  private let core: Dough
  private let queue: DispatchQueue

  private init(core: Dough, queue: DispatchQueue) {
    self.core = core
    self.queue = queue
  }

  /// Opens the store and starts the engine. Throws before any other call into the library where the
  /// bindings don't fit it.
  public static func open(
    _ config: Config, keys: any DeviceKeys, clock: (any Clock)? = nil, log: (any LogSink)? = nil
  ) async throws(Problem) -> Wallet {
    let queue = DispatchQueue(label: "dough.wallet", qos: .userInitiated)
    let core = try await run(on: queue) {
      try checkLibrary()
      return try Dough.open(config: config, keys: keys, clock: clock, log: log)
    }
    return Wallet(core: core, queue: queue)
  }

  /// Makes a call of the engine.
  public func call<Value: Sendable>(
    _ work: @escaping @Sendable (Dough) throws -> Value
  ) async throws(Problem) -> Value {
    let core = core
    return try await Self.run(on: queue) { try work(core) }
  }

  /// A topic's value, now and after each change, until the task that reads it is cancelled. Values in
  /// between may be left out; while the wallet is paused nothing comes.
  public func updates(of topic: Topic) throws(Problem) -> AsyncStream<Update> {
    let (updates, told) = AsyncStream.makeStream(
      of: Update.self, bufferingPolicy: .bufferingNewest(1))
    do {
      let subscription = try core.observe(topic: topic, observer: Relay(told: told))
      told.onTermination = { _ in subscription.cancel() }
      return updates
    } catch {
      throw Problem(error)
    }
  }

  /// Waits until something that was wanted is over, and what came of it is here.
  func settled(_ intent: String) async throws(Problem) -> Intent {
    do {
      return try await core.settled(id: intent)
    } catch {
      throw Problem(error)
    }
  }

  private static func run<Value: Sendable>(
    on queue: DispatchQueue, _ work: @escaping @Sendable () throws -> Value
  ) async throws(Problem) -> Value {
    let result: Result<Value, Problem> = await withCheckedContinuation { done in
      queue.async {
        done.resume(returning: Result { try work() }.mapError(Problem.init))
      }
    }
    return try result.get()
  }
}

/// What the engine calls, on a thread of its own. It holds no model, only the stream that one reads.
private final class Relay: Observer {
  private let told: AsyncStream<Update>.Continuation

  init(told: AsyncStream<Update>.Continuation) {
    self.told = told
  }

  func changed(update: Update) {
    told.yield(update)
  }
}
