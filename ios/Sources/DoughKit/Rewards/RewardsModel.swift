import DoughCore
import Foundation
import Observation

/// A voucher or a reward that can be used.
public struct Voucher: Hashable, Sendable, Identifiable {
  /// Its number in the wallet: what a pay code or an order names.
  public let id: UInt64
  public let name: String
  public let expiresAt: Date
  /// What must be bought with it.
  public let minimum: Cents
  /// The dough that comes back where it is given back; zero where that can't be.
  public let cost: Int64
  /// The order that it is attached to.
  public let order: OrderContents.ID?
}

/// A reward that dough can be spent on.
public struct Offer: Hashable, Sendable, Identifiable {
  public let id: String
  public let name: String
  public let cost: Int64
  /// The dough that is still missing; zero where it can be had.
  public let missing: Int64
  public let benefit: Benefit
  /// What must be bought with it.
  public let minimum: Cents
  /// For how many days it can be used.
  public let days: Int
  /// Whether its dough is lost where it isn't used in time.
  public let forfeits: Bool
}

/// What a reward gives.
public enum Benefit: Hashable, Sendable {
  /// One of it.
  case item(name: String)
  case amount(Cents)
  case percent(Int, atMost: Cents?)
}

/// What a surprise may hold, or held.
public enum Prize: Hashable, Sendable {
  /// A voucher for one of it.
  case item(name: String)
  case dough(Int64)
}

/// A surprise that was opened.
public struct OpenedSurprise: Hashable, Sendable, Identifiable {
  /// The surprise's number in the wallet.
  public let id: UInt64
  public let at: Date
  public let prize: Prize
  /// Whether the phone could check that the draw was honest.
  public let verified: Bool
}

public struct RewardsContents: Hashable, Sendable {
  /// Vouchers and rewards that can be used.
  public let vouchers: [Voucher]
  /// What dough can be spent on, the cheapest first.
  public let offers: [Offer]
  /// The numbers of surprises that can be opened.
  public let surprises: [UInt64]
  public let opened: [OpenedSurprise]
}

/// Vouchers, surprises, and what dough can be spent on.
@MainActor
@Observable
public final class RewardsModel {
  public private(set) var state = Shown<RewardsContents>.loading
  /// How far taking a reward is, or giving one back.
  public private(set) var errand = Errand.idle

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let reader: Reader<RewardsContents>
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
    reader = Reader(session) { try RewardsContents($0) }
  }

  deinit {
    following?.cancel()
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// Takes a reward, for which its dough is locked.
  public func take(_ offer: Offer.ID) async {
    await run { try $0.issueReward(reward: offer) }
  }

  /// Gives a reward back for its dough.
  public func giveBack(_ voucher: Voucher.ID) async {
    await run { try $0.deleteReward(reward: voucher) }
  }

  private func run(_ want: @escaping @Sendable (Dough) throws -> String) async {
    guard !errand.isUnderWay else { return }
    following?.cancel()
    following = await Errand.run(
      in: session, show: { [weak self] in self?.errand = $0 }, want: want)
  }
}

extension RewardsContents {
  /// Nothing where there is neither a voucher nor a surprise, and never was, nor anything to take.
  init?(_ core: Dough) throws {
    vouchers = try core.rewards().map(Voucher.init)
    surprises = try core.surprises().map(\.number)
    let menu = core.menu()
    offers = try core.rewardOffers().map { Offer($0, menu: menu) }
    opened = try core.reveals().map { OpenedSurprise($0, menu: menu) }
    if vouchers.isEmpty, surprises.isEmpty, opened.isEmpty, offers.isEmpty { return nil }
  }
}

extension Voucher {
  init(_ voucher: DoughCore.Voucher) {
    id = voucher.number
    name = voucher.name
    expiresAt = Date(millis: voucher.expiresAt)
    minimum = Cents(voucher.minimum)
    cost = voucher.cost
    order = voucher.order
  }
}

extension Offer {
  init(_ offer: RewardOffer, menu: ShopMenu?) {
    id = offer.id
    name = offer.name
    cost = offer.cost
    missing = offer.missing
    benefit = Benefit(offer.benefit, menu: menu)
    minimum = Cents(offer.minimum)
    days = Int(offer.days)
    forfeits = offer.forfeits
  }
}

extension Benefit {
  init(_ benefit: DoughCore.Benefit, menu: ShopMenu?) {
    switch benefit {
    case .item(let item): self = .item(name: menu?.name(of: item) ?? item)
    case .amount(let cents): self = .amount(Cents(cents))
    case .percent(let percent, let atMost):
      self = .percent(Int(percent), atMost: atMost.map { Cents($0) })
    }
  }
}

extension OpenedSurprise {
  init(_ reveal: Reveal, menu: ShopMenu?) {
    id = reveal.surprise
    at = Date(millis: reveal.at)
    prize = Prize(reveal.prize, menu: menu)
    verified = reveal.verified
  }
}

extension Prize {
  init(_ prize: DoughCore.Prize, menu: ShopMenu?) {
    switch prize {
    case .item(let item): self = .item(name: menu?.name(of: item) ?? item)
    case .dough(let dough): self = .dough(dough)
    }
  }
}
