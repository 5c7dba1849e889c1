import DoughCore
import Foundation
import Observation

/// The customer's data, and leaving: the export, logging out on this phone, erasing the wallet.
@MainActor
@Observable
public final class LeaveModel {
  public enum ExportState: Equatable, Sendable {
    case idle
    case writing
    /// To share, and to read.
    case written(json: URL, page: URL)
    case failed(Problem)
  }

  public enum Leaving: Equatable, Sendable {
    case idle
    case underWay(hint: Problem?)
    /// It is the last phone, and no address leads back: the customer must know.
    case asksToGiveUp
    /// The phone is out. What is stored here can be deleted.
    case left
    case failed(Problem)
  }

  /// What becomes of the money in a wallet that is erased.
  public enum LastMoney: Hashable, Sendable {
    case paidOut
    case givenUp
    case none
  }

  public private(set) var export = ExportState.idle
  public private(set) var leaving = Leaving.idle

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
  }

  deinit {
    following?.cancel()
  }

  /// Writes all that is kept of the customer into a folder.
  public func export(to folder: URL) async {
    guard export != .writing else { return }
    export = .writing
    do {
      let engine = try await session.wallet().call { $0 }
      let files = try await engine.exportMyData(folder: folder.path)
      export = .written(
        json: URL(fileURLWithPath: files.json), page: URL(fileURLWithPath: files.html))
    } catch {
      export = .failed(Problem(error))
    }
  }

  /// Takes this phone out of its wallet. `givesUp`: the customer knows that nothing leads back.
  public func logOut(givesUp: Bool = false) async {
    await leave { try $0.logOut(giveUp: givesUp) }
  }

  /// Ends the wallet for good.
  public func erase(_ money: LastMoney) async {
    await leave { try $0.eraseMe(balance: BalanceEnd(money)) }
  }

  public func dismiss() {
    leaving = .idle
  }

  /// Deletes what is stored here, after leaving. The session can't be used any more.
  public func forget() async throws(Problem) {
    try await session.wallet().call { try $0.forgetEverything(evenUnsent: true) }
  }

  private func leave(_ want: @escaping @Sendable (Dough) throws -> String) async {
    if case .underWay = leaving { return }
    following?.cancel()
    following = await Errand.run(in: session, show: { [weak self] in self?.show($0) }, want: want)
  }

  private func show(_ errand: Errand) {
    switch errand {
    case .idle: leaving = .idle
    case .underWay(let hint): leaving = .underWay(hint: hint)
    case .done: leaving = .left
    case .failed(let problem) where problem.code == "last_device": leaving = .asksToGiveUp
    case .failed(let problem): leaving = .failed(problem)
    }
  }
}

extension BalanceEnd {
  init(_ money: LeaveModel.LastMoney) {
    switch money {
    case .paidOut: self = .payOut
    case .givenUp: self = .giveUp
    case .none: self = .noneLeft
    }
  }
}
