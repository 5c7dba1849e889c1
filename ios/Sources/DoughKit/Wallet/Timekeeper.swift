import Foundation

/// Tells the time and waits for a moment. Injected, so that a test decides when it has come.
public protocol Timekeeper: Sendable {
  /// The phone's own time.
  var now: Date { get }
  /// Returns at a moment, in milliseconds since 1970, or throws when the task is cancelled.
  func wait(until moment: Int64) async throws
}

/// The system's clock.
public struct SystemTime: Timekeeper {
  public init() {}

  public var now: Date { Date() }

  public func wait(until moment: Int64) async throws {
    // The engine counts by the wall clock, which may be set while this waits: so it looks again.
    while true {
      let left = moment - now.millis
      guard left > 0 else { return }
      try await Task.sleep(for: .milliseconds(min(left, 1000)))
    }
  }
}

extension Date {
  /// A moment of the engine: milliseconds since 1970.
  init(millis: Int64) {
    self.init(timeIntervalSince1970: TimeInterval(millis) / 1000)
  }

  var millis: Int64 {
    Int64((timeIntervalSince1970 * 1000).rounded(.down))
  }
}
