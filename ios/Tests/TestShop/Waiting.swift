import Foundation

/// How long anything may take that is waited for.
public let patience = Duration.seconds(10)

/// What was waited for didn't happen in time.
public struct TookTooLong: Error, CustomStringConvertible {
  private let what: String

  public init(what: String) {
    self.what = what
  }

  public var description: String { "waited too long for \(what)" }
}

/// What `work` yields, or an error when it takes too long. Work that ignores being cancelled is left
/// behind.
public func within<Value: Sendable>(
  _ limit: Duration = patience, for what: String,
  _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let (results, told) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
  let working = Task {
    do {
      told.yield(.success(try await work()))
    } catch {
      told.yield(.failure(error))
    }
  }
  let timer = Task {
    try await Task.sleep(for: limit)
    told.yield(.failure(TookTooLong(what: what)))
  }
  defer {
    working.cancel()
    timer.cancel()
  }
  for await result in results {
    return try result.get()
  }
  throw CancellationError()
}

/// Waits until something holds that can only be asked for.
public func eventually(
  _ what: String, isolation: isolated (any Actor)? = #isolation, _ holds: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + patience
  while try await !holds() {
    guard ContinuousClock.now < end else { throw TookTooLong(what: what) }
    try await Task.sleep(for: .milliseconds(5))
  }
}
