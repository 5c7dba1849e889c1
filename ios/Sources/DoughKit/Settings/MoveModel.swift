import DoughCore
import Foundation
import Observation

/// "I have a wallet": opens the customer's wallet on this phone, by an e-mail or by the other phone's
/// code. The wallet that this phone had until now ends.
@MainActor
@Observable
public final class MoveModel {
  public enum State: Equatable, Sendable {
    case idle
    /// The mail is asked for.
    case sending
    /// It was sent to this address, if a wallet has it: the code is asked for, and asked for again
    /// where it didn't do.
    case asksForCode(email: String, problem: Problem? = nil)
    case moving(hint: Problem?)
    case moved
    case failed(Problem)
  }

  public private(set) var state = State.idle
  public var keepsOthers = true

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private var following: Task<Void, Never>?
  @ObservationIgnored private var email: String?

  public init(session: DoughSession) {
    self.session = session
  }

  deinit {
    following?.cancel()
  }

  /// Has a code sent to the wallet's address.
  public func sendCode(to typed: String) async {
    let typed = typed.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !typed.isEmpty, state != .sending else { return }
    state = .sending
    do {
      let engine = try await session.wallet().call { $0 }
      try await engine.recoveryCode(email: typed)
      email = typed
      state = .asksForCode(email: typed)
    } catch {
      state = .failed(Problem(error))
    }
  }

  /// With the code from the e-mail.
  public func openByEmail(code: String) async {
    guard let email else { return }
    await open(.email(email: email, code: code.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// With the code that the other phone shows.
  public func openByPhone(code: String) async {
    email = nil
    await open(.device(code: code.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// Begins anew, with another address or code.
  public func startOver() {
    following?.cancel()
    email = nil
    state = .idle
  }

  private func open(_ proof: Proof) async {
    if case .moving = state { return }
    let keepsOthers = keepsOthers
    following?.cancel()
    following = await Errand.run(
      in: session, show: { [weak self] in self?.show($0) },
      want: {
        try $0.openOtherWallet(proof: proof, keepOthers: keepsOthers)
      })
  }

  private func show(_ errand: Errand) {
    switch errand {
    case .idle: state = .idle
    case .underWay(let hint): state = .moving(hint: hint)
    case .done: state = .moved
    case .failed(let problem):
      state = email.map { .asksForCode(email: $0, problem: problem) } ?? .failed(problem)
    }
  }
}
