import Foundation
import Network

/// Tells when the phone has a network again, or another one.
final class NetworkWatch: Sendable {
  private let monitor = NWPathMonitor()

  func begin(_ changed: @escaping @Sendable () async -> Void) {
    monitor.pathUpdateHandler = { path in
      guard path.status == .satisfied else { return }
      Task { await changed() }
    }
    monitor.start(queue: .main)
  }
}
