import DoughCore
import Foundation
import Observation

/// A code by which this phone agrees to a new one.
public struct AgreedCode: Hashable, Sendable {
  public let code: String
  public let expiresAt: Date
}

/// The wallet's phones: removing one, and agreeing to a new one.
@MainActor
@Observable
public final class PhonesModel {
  public enum CodeState: Equatable, Sendable {
    case idle
    case asking
    case showing(AgreedCode)
    case failed(Problem)
  }

  public private(set) var state = Shown<[Phone]>.loading
  public private(set) var removing = Errand.idle
  public private(set) var code = CodeState.idle

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let reader: Reader<[Phone]>
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
    reader = Reader(session) { core in
      let phones = try core.devices().map(Phone.init)
      return phones.isEmpty ? nil : phones
    }
  }

  deinit {
    following?.cancel()
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// Takes another phone out of the wallet.
  public func remove(_ phone: Phone.ID) async {
    guard !removing.isUnderWay else { return }
    following?.cancel()
    following = await Errand.run(
      in: session, show: { [weak self] in self?.removing = $0 },
      want: {
        try $0.revokeDevice(id: phone, giveUp: false)
      })
  }

  /// Asks the server for a code that a new phone can be opened with.
  public func agreeToAnother() async {
    guard code != .asking else { return }
    code = .asking
    do {
      let engine = try await session.wallet().call { $0 }
      let agreed = try await engine.deviceCode()
      code = .showing(
        AgreedCode(code: agreed.code, expiresAt: Date(millis: agreed.expiresAt)))
    } catch {
      code = .failed(Problem(error))
    }
  }

  public func hideCode() {
    code = .idle
  }
}
