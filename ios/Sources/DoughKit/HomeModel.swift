import DoughCore
import Foundation
import Observation

/// What the first screen shows. It follows the engine by itself: whatever happens to the wallet, at a
/// till or on another phone, changes it.
@MainActor
@Observable
public final class HomeModel {
  public enum State: Equatable, Sendable {
    case loading
    case ready(HomeContents)
    case failed(Problem)
  }

  public private(set) var state = State.loading

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
  }

  deinit {
    following?.cancel()
  }

  /// Opens the wallet and follows it from now on; after a failure, once more.
  public func load() async {
    following?.cancel()
    if case .failed = state {
      state = .loading
    }
    do throws(Problem) {
      let wallet = try await session.wallet()
      let home = try await wallet.call { try $0.home() }
      state = .ready(HomeContents(home))
      follow(try wallet.updates(of: .home))
    } catch {
      state = .failed(error)
    }
  }

  private func follow(_ updates: AsyncStream<Update>) {
    following?.cancel()
    // Weak, so that the engine doesn't keep a screen alive that is gone.
    following = Task { [weak self] in
      for await case .home(let home) in updates {
        guard let self, !Task.isCancelled else { return }
        state = .ready(HomeContents(home))
      }
    }
  }
}
