import DoughCore
import Foundation
import Observation

/// An invitation, on either side.
public struct Friendship: Hashable, Sendable, Identifiable {
  public enum State: Hashable, Sendable {
    case joined
    /// A first order was fetched.
    case qualified
    /// The dough comes on its day, where that is known.
    case pending(on: Date?)
    case rewarded
    /// It didn't count.
    case refused
  }

  public let id: String
  public let state: State
  public let since: Date
}

public struct InviteContents: Hashable, Sendable {
  /// What the customer gives a friend: nothing until the wallet is open.
  public struct Own: Hashable, Sendable {
    public let code: String
    public let link: URL
    /// The link, to scan.
    public let picture: Squares
  }

  /// What it brings both of them, in dough.
  public struct Award: Hashable, Sendable {
    public let inviter: Int64
    public let friend: Int64
  }

  public let own: Own?
  /// Who the shops belong to.
  public let business: String?
  /// What a friend's first order brings; nothing until the menu was read.
  public let award: Award?
  /// The one that the customer accepted.
  public let accepted: Friendship?
  public let friends: [Friendship]
}

/// Inviting friends, and accepting a friend's invitation.
@MainActor
@Observable
public final class InviteModel {
  public private(set) var state = Shown<InviteContents>.loading
  /// What the customer types: a code, or a link.
  public var typed = ""
  /// How far accepting is.
  public private(set) var errand = Errand.idle

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let reader: Reader<InviteContents>
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
    reader = Reader(session) { try InviteContents($0) }
  }

  deinit {
    following?.cancel()
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// Accepts what was typed.
  public func accept() async {
    let code = typed.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !code.isEmpty, !errand.isUnderWay else { return }
    following?.cancel()
    following = await Errand.run(
      in: session, show: { [weak self] in self?.errand = $0 },
      want: {
        try $0.acceptInvite(code: code)
      })
  }
}

extension InviteContents {
  init(_ core: Dough) throws {
    let catalogue = core.catalogue()
    let isOpen = try core.home().inviteCode != nil
    own = isOpen ? Own(try core.invite()) : nil
    business = catalogue?.business
    award = catalogue.map { Award(inviter: $0.inviterAward, friend: $0.friendAward) }
    let invites = try core.invites()
    accepted = invites.invitedBy.map(Friendship.init)
    friends = invites.invited.map(Friendship.init)
  }
}

extension InviteContents.Own {
  init?(_ invite: Invite) {
    guard let link = URL(string: invite.link) else { return nil }
    code = invite.code
    self.link = link
    picture = Squares(modules: invite.modules, width: invite.width)
  }
}

extension Friendship {
  init(_ invitation: Invitation) {
    id = invitation.id
    since = Date(millis: invitation.since)
    state =
      switch invitation.state {
      case "joined": .joined
      case "qualified": .qualified
      case "pending": .pending(on: invitation.due.map(Date.init(millis:)))
      case "rewarded": .rewarded
      default: .refused
      }
  }
}
