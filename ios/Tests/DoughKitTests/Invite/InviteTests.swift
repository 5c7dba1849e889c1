import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct InviteTests {
  @Test(.timeLimit(.minutes(2)))
  func aFriendAcceptsAnInvitation() async throws {
    try await ShopProcess.with { shop in
      let (anna, ben) = (try await Bakery(shop), try await Bakery(shop, "ben"))
      let (hers, his) = (anna.session(), ben.session())
      let invite = InviteModel(session: hers)
      #expect(invite.state == .loading)
      await invite.load()
      try await shows("her invitation") { invite.state.contents?.own != nil }
      try await shows("whose shops they are") {
        invite.state.contents?.business == "Scenario Bakery"
      }
      let own = try #require(invite.state.contents?.own)
      #expect(own.code.count == 8)
      #expect(own.link.absoluteString.hasSuffix(own.code))
      #expect(own.picture.side > 2 * Squares.quietZone)
      #expect(!own.picture.dark.isEmpty)
      #expect(invite.state.contents?.award == .init(inviter: 1, friend: 1))
      #expect(invite.state.contents?.friends == [])
      let server = try #require(URL(string: await shop.url))
      #expect(InvitationLink.code(in: own.link, server: server) == own.code)

      let accept = InviteModel(session: his)
      await accept.load()
      try await shows("his wallet") { accept.state.contents?.own != nil }
      await accept.accept()
      #expect(accept.errand == .idle, "nothing was typed")
      accept.typed = "ABCDEFGH"
      await accept.accept()
      try await shows("that nobody has it") {
        accept.errand.problem?.code == "unknown_invitation"
      }
      accept.typed = " \(own.link.absoluteString)\n"
      await accept.accept()
      try await shows("that it is accepted") { accept.state.contents?.accepted?.state == .joined }
      try await shows("the errand's end") { accept.errand == .done }
      try await shows("her friend") { invite.state.contents?.friends.map(\.state) == [.joined] }
      try await close(hers)
      try await close(his)
    }
  }

  @Test func withoutANetworkThereIsNothingToGive() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let invite = InviteModel(session: session)
    await invite.load()
    #expect(invite.state.contents?.own == nil)
    #expect(invite.state.contents?.friends == [])
    invite.typed = "not a code"
    await invite.accept()
    #expect(invite.errand.problem?.kind == .refused)
    try await session.wallet().call { $0.pause() }
    await invite.load()
    #expect(invite.state.problem?.code == "paused")
    try await session.wallet().call { try $0.resume() }
    await invite.load()
    #expect(invite.state.contents != nil)
    try await close(session)
  }

  @Test(arguments: [
    ("https://shop.example/i/ABCDEFGH", "ABCDEFGH"),
    ("https://shop.example/i/abcdefgh", "ABCDEFGH"),
    ("https://SHOP.example/i/ABCDEFGH/", "ABCDEFGH"),
    ("https://shop.example/i/ABCDEFGH?utm=1", "ABCDEFGH"),
    ("https://shop.example/i/ABCDEFG", nil), ("https://shop.example/i/", nil),
    ("https://shop.example/x/ABCDEFGH", nil), ("https://shop.example/i/ABCDEFGH/more", nil),
    ("https://shop.example.evil/i/ABCDEFGH", nil), ("http://shop.example/i/ABCDEFGH", nil),
    ("https://shop.example:8443/i/ABCDEFGH", nil), ("https://shop.example/i/ABC%2FEFGH", nil),
    ("dough:ABCDEFGH", nil),
  ])
  func onlyThisServersLinksAreInvitations(link: String, code: String?) throws {
    let server = try #require(URL(string: "https://shop.example"))
    #expect(InvitationLink.code(in: try #require(URL(string: link)), server: server) == code)
  }

  @Test func everyStateOfAnInvitationHasItsName() {
    func state(_ name: String, due: Int64? = nil) -> Friendship.State {
      Friendship(Invitation(id: "1", state: name, since: 0, due: due)).state
    }
    #expect(state("joined") == .joined)
    #expect(state("qualified") == .qualified)
    #expect(state("pending") == .pending(on: nil))
    #expect(state("pending", due: 1000) == .pending(on: Date(timeIntervalSince1970: 1)))
    #expect(state("rewarded") == .rewarded)
    #expect(state("refused") == .refused)
  }
}
