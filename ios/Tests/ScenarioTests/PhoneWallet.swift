import DoughCore
import TestShop

/// What stands in the wallet, money that is paid in, invitations.
extension Phone {
  func wallet(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "home": return try home()
    case "until": return try await until(.home, step.expected) { try self.home() }
    case "outbox": return try outbox()
    case "history": return try history()
    case "news": return try news()
    case "look_at_news": try engine.announcementsSeen()
    case "shop":
      let shop = try step.text("shop")
      try await inTime("a shop's state") { [engine] in try await engine.refreshShop(shop: shop) }
      guard let today = try engine.shopToday(shop: shop) else { return nil }
      return [
        "paused": .bool(today.pausedUntil != nil), "sold_out": .int(Int64(today.soldOut.count)),
      ]
    case "rewards":
      return ["items": .list(try engine.rewards().map { $0.item.map(JSON.text) ?? .null })]
    case "settled": return try await settled(step.text("intent"))
    case "take_back": return try await takeBack(step.text("intent"))
    case "top_up": return try await settled(topUp(step))
    case "queue_top_up": try kept.keep(.text(topUp(step)), of: step)
    case "accept": return try await settled(engine.acceptInvite(code: step.text("invitation")))
    case "queue_accept":
      try kept.keep(.text(engine.acceptInvite(code: step.text("invitation"))), of: step)
    case "invitation": try kept.keep(.text(engine.invite().code), of: step)
    case "invites": return try invites()
    case "until_invited":
      return try await until(.home, step.expected) { try self.invites() }
    default: return nil
    }
    return [:]
  }

  private func news() throws -> JSON {
    let news = try engine.announcements()
    let kinds: [JSON] = news.map {
      switch $0.kind {
      case .surpriseReady: .text("surprise_ready")
      case .orderReady: .text("order_ready")
      case .voucherEnds: .text("voucher_ends")
      case .doughEnds: .text("dough_ends")
      case .friendRewarded: .text("friend_rewarded")
      }
    }
    return ["kinds": .list(kinds), "seen": .list(news.map { .bool($0.seen) })]
  }

  private func home() throws -> JSON {
    let home = try engine.home()
    return [
      "dough": .int(home.doughAvailable),
      "pending": .int(home.doughPending),
      "owed": .int(home.doughOwed),
      "dots": .int(home.dots),
      "surprises": .int(Int64(home.surprisesReady)),
      "eur": .int(home.eurAvailable),
      "held": .int(home.eurHeld),
      "vouchers": .int(Int64(home.vouchers)),
      "unread": .int(Int64(home.unread)),
      "outbox": .int(Int64(home.outbox)),
      "access": .text(Outcome.name(home.access)),
      "has_email": .bool(home.hasEmail),
      "may_spend": .bool(home.spendsFrom == nil),
    ]
  }

  private func outbox() throws -> JSON {
    let intents = try engine.outbox()
    return [
      "kinds": .list(intents.map { .text($0.kind) }),
      "advice": .list(intents.map { .text(Outcome.name($0.advice)) }),
    ]
  }

  private func history() throws -> JSON {
    let lines = try engine.history(limit: 5)
    return [
      "kinds": .list(lines.map { .text($0.kind) }), "texts": .list(lines.map { .text($0.text) }),
    ]
  }

  private func takeBack(_ intent: String) async throws -> JSON {
    let engine = engine
    try await inTime("an intent's end") { try await engine.takeBack(id: intent) }
    return try await settled(intent)
  }

  private func topUp(_ step: Step) throws -> String {
    try engine.topUp(
      cents: step.int("cents"), evenSo: !step.has("even_so") || step.flag("even_so"))
  }

  private func invites() throws -> JSON {
    ["invited": .list(try engine.invites().invited.map { .text($0.state) })]
  }
}
