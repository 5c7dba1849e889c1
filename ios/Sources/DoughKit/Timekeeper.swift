import Foundation

/// Waits for a moment. Injected, so that a test decides when it has come.
public protocol Timekeeper: Sendable {
  /// Returns at a moment, in milliseconds since 1970, or throws when the task is cancelled.
  func wait(until moment: Int64) async throws
}

/// The system's clock.
public struct SystemTime: Timekeeper {
  public init() {}

  public func wait(until moment: Int64) async throws {
    // The engine counts by the wall clock, which may be set while this waits: so it looks again.
    while true {
      let left = moment - Int64(Date().timeIntervalSince1970 * 1000)
      guard left > 0 else { return }
      try await Task.sleep(for: .milliseconds(min(left, 1000)))
    }
  }
}
