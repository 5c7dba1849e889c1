import DoughCore

/// Reads something of the wallet for a screen, and reads it again after each change of a topic: of
/// anything, where it has none of its own. Shows what is another than before.
@MainActor
final class Reader<Contents: Equatable & Sendable> {
  typealias Show = @MainActor (Shown<Contents>) -> Void

  private let session: DoughSession
  private let topic: Topic
  private let read: @Sendable (Dough) throws -> Contents?
  private var attempt = 0
  private var following: Task<Void, Never>?

  /// `read` finds nothing where a screen is empty.
  init(
    _ session: DoughSession, after topic: Topic = .anything,
    read: @escaping @Sendable (Dough) throws -> Contents?
  ) {
    self.session = session
    self.topic = topic
    self.read = read
  }

  deinit {
    following?.cancel()
  }

  /// Shows what there is, then follows it until the reader is gone. `show` must not hold its screen.
  func load(_ show: @escaping Show) async {
    following?.cancel()
    attempt += 1
    let mine = attempt
    do throws(Problem) {
      let wallet = try await session.wallet()
      let first = try await wallet.call(read)
      let updates = try wallet.updates(of: topic)
      guard mine == attempt else { return }
      show(Self.shown(first))
      following = follow(updates, of: wallet, from: Self.shown(first), show)
    } catch {
      guard mine == attempt else { return }
      show(.failed(error))
    }
  }

  private func follow(
    _ updates: AsyncStream<Update>, of wallet: Wallet, from first: Shown<Contents>,
    _ show: @escaping Show
  ) -> Task<Void, Never> {
    Task { [read] in
      var last = first
      for await _ in updates {
        let found: Shown<Contents>
        do throws(Problem) {
          found = Self.shown(try await wallet.call(read))
        } catch {
          // While the app is paused there is nothing to read; what was shown stays.
          guard error.kind != .locked else { continue }
          found = .failed(error)
        }
        guard !Task.isCancelled else { return }
        guard found != last else { continue }
        last = found
        show(found)
      }
    }
  }

  private static func shown(_ found: Contents?) -> Shown<Contents> {
    found.map(Shown.ready) ?? .empty
  }
}
