import DoughCore
import Observation

/// Pays money in.
@MainActor
@Observable
public final class TopUpModel {
  /// What is offered.
  public static let amounts = [1000, 2000, 5000, 10_000].map { Cents($0) }
  /// The code of the warning before the first time.
  static let warning = "no_email_yet"

  public var amount = amounts[1]
  /// How far the payment is. What it is for stands in `paying`.
  public private(set) var errand = Errand.idle
  /// What is paid in, or was.
  public private(set) var paying: Cents?
  /// No address leads back to the wallet: the customer must know before it holds money.
  public private(set) var warnsOfLoss = false

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
  }

  deinit {
    following?.cancel()
  }

  /// `evenSo`: the customer was warned.
  public func topUp(evenSo: Bool = false) async {
    guard !errand.isUnderWay else { return }
    let amount = amount
    warnsOfLoss = false
    paying = amount
    following?.cancel()
    following = await Errand.run(
      in: session, show: { [weak self] in self?.show($0) },
      want: {
        try $0.topUp(cents: amount.count, evenSo: evenSo)
      })
  }

  /// The customer has read the warning, and pays nothing in.
  public func dismissWarning() {
    warnsOfLoss = false
  }

  private func show(_ errand: Errand) {
    guard case .failed(let problem) = errand, problem.code == Self.warning else {
      self.errand = errand
      return
    }
    self.errand = .idle
    paying = nil
    warnsOfLoss = true
  }
}
