import DoughCore
import Foundation
import Observation

/// A surprise before it is opened, with its odds.
public struct ClosedSurprise: Hashable, Sendable {
  public struct Chance: Hashable, Sendable, Identifiable {
    public let id: Int
    public let name: String
    /// Its part of all draws, as the server draws: 0 to 1.
    public let share: Double
  }

  public let chances: [Chance]
  /// Years of age that opening asks to confirm.
  public let minimumAge: Int?
}

/// One surprise, from its odds to what was in it.
@MainActor
@Observable
public final class SurpriseModel {
  public enum State: Equatable, Sendable {
    case loading
    /// There is no such surprise.
    case gone
    case closed(ClosedSurprise)
    /// It was wanted; where it can't go on for now, the hint says why.
    case opening(hint: Problem?)
    case opened(OpenedSurprise)
    case failed(Problem)
  }

  public let number: UInt64
  public private(set) var state = State.loading
  /// Whether the customer confirms the age now.
  public var isOfAge = false

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession, number: UInt64) {
    self.session = session
    self.number = number
  }

  deinit {
    following?.cancel()
  }

  public func load() async {
    // What is being opened goes on.
    if case .opening = state { return }
    await look()
  }

  private func look() async {
    do throws(Problem) {
      let number = number
      state = try await session.wallet().call { try State($0, number: number) }
    } catch {
      state = .failed(error)
    }
  }

  /// Whether the customer has yet to confirm the age.
  public var asksForAge: Bool {
    if case .closed(let surprise) = state { surprise.minimumAge != nil && !isOfAge } else { false }
  }

  public func open() async {
    guard case .closed = state, !asksForAge else { return }
    let (number, isOfAge) = (number, isOfAge)
    following = await Errand.run(
      in: session, show: { [weak self] in self?.show($0) },
      want: {
        try $0.openSurprise(surprise: number, ofAge: isOfAge)
      })
  }

  func show(_ surprise: ClosedSurprise) {
    state = .closed(surprise)
  }

  private func show(_ errand: Errand) {
    switch errand {
    case .underWay(let hint): state = .opening(hint: hint)
    case .failed(let problem): state = .failed(problem)
    case .done, .idle: Task { [weak self] in await self?.look() }
    }
  }
}

extension SurpriseModel.State {
  init(_ core: Dough, number: UInt64) throws {
    if let reveal = try core.reveals().first(where: { $0.surprise == number }) {
      self = .opened(OpenedSurprise(reveal, menu: core.menu()))
    } else if let surprise = try core.surprises().first(where: { $0.number == number }) {
      self = .closed(ClosedSurprise(surprise, minimumAge: core.catalogue()?.surpriseMinimumAge))
    } else {
      self = .gone
    }
  }
}

extension ClosedSurprise {
  init(_ surprise: Surprise, minimumAge: UInt32?) {
    let all = surprise.prizes.reduce(0) { $0 + Int64($1.weight) }
    chances = surprise.prizes.enumerated().map { number, prize in
      Chance(
        id: number, name: prize.name,
        share: all > 0 ? Double(prize.weight) / Double(all) : 0)
    }
    self.minimumAge = minimumAge.map(Int.init)
  }
}
