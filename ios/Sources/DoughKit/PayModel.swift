import DoughCore
import Observation

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
  @ObservationIgnored private var attempt = 0
  @ObservationIgnored private var tasks: [Task<Void, Never>] = []

  public init(session: DoughSession, time: any Timekeeper = SystemTime()) {
    self.session = session
    self.time = time
  }

  deinit {
    for task in tasks { task.cancel() }
  }

  /// Shows a code of a new payment session. What was shown before is forgotten.
  public func show(_ wish: Wish) async {
    stop()
    state = .making
    let mine = attempt
    do throws(Problem) {
      let wallet = try await session.wallet()
      let code = try await wallet.call { try $0.payCode(request: PayRequest(wish)) }
      guard mine == attempt else { return }
      let updates = try wallet.updates(of: .paySession(session: code.session))
      state = .showing(CodePicture(code))
      tasks = [keepFresh(code, of: wallet), awaitSale(in: updates)]
    } catch {
      guard mine == attempt else { return }
      state = .failed(error)
    }
  }

  /// Shows nothing any more. A code that was shown can still be spent until it runs out.
  public func stop() {
    end(as: .idle)
  }

  private func end(as state: State) {
    attempt += 1
    for task in tasks { task.cancel() }
    tasks = []
    self.state = state
  }

  /// A picture is good for a minute: asks for the next one in time, for the same payment session.
  private func keepFresh(_ first: PayCode, of wallet: Wallet) -> Task<Void, Never> {
    Task { [weak self, time] in
      var code = first
      while true {
        let result: Result<PayCode, Problem>
        do {
          try await time.wait(until: code.refreshAt)
          let session = code.session
          result = .success(try await wallet.call { try $0.refreshCode(session: session) })
        } catch {
          result = .failure(Problem(error))
        }
        guard let self, !Task.isCancelled else { return }
        switch result {
        case .success(let fresh):
          code = fresh
          state = .showing(CodePicture(fresh))
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

extension PayRequest {
  init(_ wish: PayModel.Wish) {
    self.init(payMax: wish.payMax?.count, earn: wish.earns, redeem: wish.voucher)
  }
}
