import DoughCore
import Observation

/// What the first screen shows. It follows the engine by itself: whatever happens to the wallet, at a
/// till or on another phone, changes it.
@MainActor
@Observable
public final class HomeModel {
  public private(set) var state = Shown<HomeContents>.loading

  @ObservationIgnored private let reader: Reader<HomeContents>

  public init(session: DoughSession) {
    reader = Reader(session, after: .home) { HomeContents(try $0.home()) }
  }

  /// Opens the wallet and follows it from now on; after a failure, once more.
  public func load() async {
    if case .failed = state {
      state = .loading
    }
    await reader.load { [weak self] in self?.state = $0 }
  }
}
