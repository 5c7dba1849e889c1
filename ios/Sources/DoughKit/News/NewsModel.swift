import DoughCore
import Foundation
import Observation

/// Something new. It is told until it is over.
public struct News: Hashable, Sendable, Identifiable {
  public enum Kind: Hashable, Sendable {
    case surpriseReady(number: UInt64)
    case orderReady(id: OrderContents.ID, shopName: String, code: String)
    case voucherEnds(number: UInt64, name: String, at: Date)
    /// Dough that can be spent until then.
    case doughEnds(dough: Int64, until: Date)
    case friendRewarded(dough: Int64)
  }

  public let id: String
  public let kind: Kind
  public let at: Date
  /// Whether the customer has looked at it before.
  public let isSeen: Bool
}

/// What is new, newest first.
@MainActor
@Observable
public final class NewsModel {
  public private(set) var state = Shown<[News]>.loading

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let reader: Reader<[News]>

  public init(session: DoughSession) {
    self.session = session
    reader = Reader(session) { core in
      let news = try core.announcements().map(News.init)
      return news.isEmpty ? nil : news
    }
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// The customer has looked at what is shown.
  public func markSeen() async {
    guard state.contents?.contains(where: { !$0.isSeen }) == true else { return }
    do throws(Problem) {
      try await session.wallet().call { try $0.announcementsSeen() }
    } catch {
      // It stays new, and is marked the next time.
    }
  }
}

extension News {
  init(_ announcement: Announcement) {
    id = announcement.id
    at = Date(millis: announcement.at)
    isSeen = announcement.seen
    kind =
      switch announcement.kind {
      case .surpriseReady(let surprise): .surpriseReady(number: surprise)
      case .orderReady(let order, let shopName, let code):
        .orderReady(id: order, shopName: shopName, code: code)
      case .voucherEnds(let number, let name, let expiresAt):
        .voucherEnds(number: number, name: name, at: Date(millis: expiresAt))
      case .doughEnds(let dough, let until): .doughEnds(dough: dough, until: Date(millis: until))
      case .friendRewarded(let dough): .friendRewarded(dough: dough)
      }
  }
}
