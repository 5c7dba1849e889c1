import DoughCore
import Foundation
import Observation

/// A voucher that can be used.
public struct Voucher: Hashable, Sendable, Identifiable {
  /// Its number in the wallet: what a pay code names.
  public let id: UInt64
  public let name: String
  public let expiresAt: Date
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
  public let vouchers: [Voucher]
  /// The numbers of surprises that can be opened.
  public let surprises: [UInt64]
  public let opened: [OpenedSurprise]
}

/// Vouchers and surprises.
@MainActor
@Observable
public final class RewardsModel {
  public private(set) var state = Shown<RewardsContents>.loading

  @ObservationIgnored private let reader: Reader<RewardsContents>

  public init(session: DoughSession) {
    reader = Reader(session) { try RewardsContents($0) }
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }
}

extension RewardsContents {
  /// Nothing where there is neither a voucher nor a surprise, and never was.
  init?(_ core: Dough) throws {
    vouchers = try core.rewards().map {
      Voucher(id: $0.number, name: $0.name, expiresAt: Date(millis: $0.expiresAt))
    }
    surprises = try core.surprises().map(\.number)
    let menu = core.menu()
    opened = try core.reveals().map { OpenedSurprise($0, menu: menu) }
    if vouchers.isEmpty, surprises.isEmpty, opened.isEmpty { return nil }
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
