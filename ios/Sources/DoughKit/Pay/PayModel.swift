import DoughCore
import Observation

/// Asks the customer to show who it is.
@MainActor
public protocol Presence: AnyObject {
  /// Whether the customer has confirmed. The pay key can then be used, until `forget`.
  func confirm() async -> Bool
  /// The key is locked again.
  func forget()
}

/// What the pay screen shows: a code that stays fresh until a till has booked a sale with it.
@MainActor
@Observable
public final class PayModel {
  /// What a code is to allow.
  public struct Wish: Hashable, Sendable {
    /// Paying from the balance, up to this much.
    public let payMax: Cents?
    public let earns: Bool
    /// Using the voucher of this number.
    public let voucher: UInt64?

    public init(payMax: Cents? = nil, earns: Bool = true, voucher: UInt64? = nil) {
      self.payMax = payMax
      self.earns = earns
      self.voucher = voucher
    }
  }

  /// A sale that was booked with the code.
  public struct Booking: Hashable, Sendable {
    /// What was paid, used and earned, in the customer's language.
    public let text: String
    /// The sum of the sale, however it was paid.
    public let total: Cents
    public let earned: Int64
  }

  public enum State: Equatable, Sendable {
    case idle
    case making
    case showing(CodePicture)
    case booked(Booking)
    case failed(Problem)
  }

  public private(set) var state = State.idle

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let time: any Timekeeper
  @ObservationIgnored private let presence: (any Presence)?
  @ObservationIgnored private var attempt = 0
  @ObservationIgnored private var tasks: [Task<Void, Never>] = []

  /// `presence`: asks the customer where the pay key is locked; without it, that is a failure.
  public init(
    session: DoughSession, time: any Timekeeper = SystemTime(), presence: (any Presence)? = nil
  ) {
    self.session = session
    self.time = time
    self.presence = presence
  }

  deinit {
    for task in tasks { task.cancel() }
  }

  /// Shows a code of a new payment session. What was shown before is forgotten. Where the pay key is
  /// locked, the customer is asked once; who doesn't confirm sees why there is no code.
  public func show(_ wish: Wish) async {
    end(as: .making)
    let mine = attempt
    await make(wish, mine)
    guard mine == attempt, case .failed(let problem) = state, problem.kind == .needsUserPresence,
      let presence
    else { return }
    state = .making
    let isThere = await presence.confirm()
    guard mine == attempt else { return }
    guard isThere else {
      state = .failed(problem)
      return
    }
    await make(wish, mine)
  }

  private func make(_ wish: Wish, _ mine: Int) async {
    do throws(Problem) {
      let wallet = try await session.wallet()
      let code = try await wallet.call { try $0.payCode(request: PayRequest(wish)) }
      guard mine == attempt else { return }
      let updates = try wallet.updates(of: .paySession(session: code.session))
      state = .showing(CodePicture(code))
      tasks = [keepFresh(code, for: wish, of: wallet), awaitSale(in: updates)]
    } catch {
      guard mine == attempt else { return }
      state = .failed(error)
    }
  }

  /// Shows nothing any more. A code that was shown can still be spent until it runs out.
  public func stop() {
    end(as: .idle)
    presence?.forget()
  }

  private func end(as state: State) {
    attempt += 1
    for task in tasks { task.cancel() }
    tasks = []
    self.state = state
  }

  /// A picture is good for a minute: asks for the next one in time, for the same payment session. The
  /// engine keeps the last few sessions; where it has forgotten this one, there is a new one, and the
  /// sale of either ends the screen.
  private func keepFresh(
    _ first: PayCode, for wish: Wish, of wallet: Wallet
  ) -> Task<Void, Never> {
    Task { [weak self, time] in
      var code = first
      while true {
        let result: Result<(PayCode, AsyncStream<Update>?), Problem>
        do {
          try await time.wait(until: code.refreshAt)
          let session = code.session
          let fresh = try await wallet.call { try $0.freshCode(session, PayRequest(wish)) }
          let isNew = fresh.session != session
          let updates = isNew ? try wallet.updates(of: .paySession(session: fresh.session)) : nil
          result = .success((fresh, updates))
        } catch {
          result = .failure(Problem(error))
        }
        guard let self, !Task.isCancelled else { return }
        switch result {
        case .success((let fresh, let updates)):
          code = fresh
          state = .showing(CodePicture(fresh))
          if let updates { tasks.append(awaitSale(in: updates)) }
        case .failure(let problem):
          return end(as: .failed(problem))
        }
      }
    }
  }

  /// Waits for the sale of the code's own session; what other codes are used for changes nothing.
  private func awaitSale(in updates: AsyncStream<Update>) -> Task<Void, Never> {
    Task { [weak self] in
      for await case .paySession(let session) in updates {
        guard let self, !Task.isCancelled else { return }
        if let booking = Booking(session) {
          return end(as: .booked(booking))
        }
      }
    }
  }
}

extension PayModel.Booking {
  /// Nothing while nobody has scanned the code.
  init?(_ session: PaySession) {
    guard let receipt = session.receipt else { return nil }
    text = session.text ?? ""
    total = Cents(receipt.total)
    earned = receipt.dough
  }
}

extension PayModel.Wish {
  /// What a customer's code allows: earning, paying up to the balance where this phone may spend it,
  /// and using a voucher.
  public init(for home: HomeContents?, voucher: UInt64? = nil) {
    let spendable = home.flatMap { home in
      home.access == .open && home.spendsFrom == nil && home.balance > Cents(0)
        ? home.balance : nil
    }
    self.init(payMax: spendable, voucher: voucher)
  }
}

extension PayRequest {
  init(_ wish: PayModel.Wish) {
    self.init(payMax: wish.payMax?.count, earn: wish.earns, redeem: wish.voucher)
  }
}

extension Dough {
  /// A fresh picture of a session; a code of a new one where the engine has forgotten it.
  fileprivate func freshCode(_ session: UInt64, _ request: PayRequest) throws -> PayCode {
    do {
      return try refreshCode(session: session)
    } catch DoughError.Refused(code: "unknown_session", detail: _) {
      return try payCode(request: request)
    }
  }
}
