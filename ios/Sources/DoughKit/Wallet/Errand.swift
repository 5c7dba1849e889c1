import DoughCore

/// Something that the customer wanted, from the tap to its end. It is stored before it is sent: a
/// screen that goes away loses nothing.
public enum Errand: Equatable, Sendable {
  case idle
  /// Where it can't go on for now, the hint says why.
  case underWay(hint: Problem?)
  case done
  case failed(Problem)

  public var isUnderWay: Bool {
    if case .underWay = self { true } else { false }
  }

  public var problem: Problem? {
    switch self {
    case .underWay(let hint): hint
    case .failed(let problem): problem
    case .idle, .done: nil
    }
  }

  init(_ intent: Intent) {
    switch intent.state {
    case .queued, .sending: self = .underWay(hint: Problem(advising: intent))
    case .done: self = .done
    case .refused, .wedged:
      self = .failed(
        Problem(advising: intent)
          ?? Problem(
            kind: .refused, code: intent.code ?? "internal", detail: intent.detail ?? ""))
    case .cancelled: self = .idle
    }
  }

  private var isOver: Bool {
    switch self {
    case .underWay: false
    case .idle, .done, .failed: true
    }
  }

  /// Stores what is wanted, and returns. What becomes of it is told until it is over, or until the
  /// returned task is cancelled.
  @MainActor
  static func run(
    in session: DoughSession, show: @escaping @MainActor (Errand) -> Void,
    want: @escaping @Sendable (Dough) throws -> String
  ) async -> Task<Void, Never>? {
    show(.underWay(hint: nil))
    do throws(Problem) {
      let wallet = try await session.wallet()
      let id = try await wallet.call(want)
      let updates = try wallet.updates(of: .outbox)
      return Task {
        for await _ in updates {
          // The outbox knows what waits; what is over is asked for by its id.
          let intent = try? await wallet.call { try $0.intent(id: id) }
          guard !Task.isCancelled else { return }
          guard let intent = intent.flatMap({ $0 }) else { continue }
          let errand = Errand(intent)
          // What was done is over when the wallet shows it.
          if errand == .done { _ = try? await wallet.settled(id) }
          guard !Task.isCancelled else { return }
          show(errand)
          if errand.isOver { return }
        }
      }
    } catch {
      show(.failed(error))
      return nil
    }
  }
}

extension Problem {
  /// What the customer can do about something that isn't done; nothing where it just goes on.
  init?(advising intent: Intent) {
    let code = intent.code
    switch intent.advice {
    case .nothing: return nil
    case .network: self.init(kind: .offline, code: code ?? "no_network", detail: "")
    case .update: self.init(kind: .updateRequired, code: code ?? "update_required", detail: "")
    case .clock: self.init(kind: .other, code: "clock_wrong", detail: "")
    case .askShop: self.init(kind: .refused, code: code ?? "unknown_order", detail: "")
    }
  }
}
