import DoughKit
import TestShop

/// The first screen, paying in, what is new, and what has happened.
extension Phone {
  func home(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "home":
      let model = HomeModel(session: app.session)
      await model.load()
      return try told(model.state.seen)
    case "until":
      let model = HomeModel(session: app.session)
      await model.load()
      return try await until(step) { try self.told(model.state.seen) }
    case "top_up": return try await topUp(step)
    case "queue_top_up":
      let model = try topUpModel(step)
      return try await queued(step) { await model.topUp(evenSo: true) }
    case "news": return try await told(newsModel().state.seen ?? [])
    case "look_at_news": return try await lookAtNews()
    case "history": return ["texts": .list(try await lines().map { .text($0.text) })]
    case "receipts": return try await receipts()
    default: return nil
    }
  }

  private func told(_ home: HomeContents?) throws -> JSON {
    guard let home else { throw Unplayable("the first screen is empty") }
    return [
      "dough": .int(home.dough),
      "pending": .int(home.pendingDough),
      "owed": .int(home.owedDough),
      "dots": .int(home.dots),
      "surprises": .int(Int64(home.surprisesReady)),
      "eur": .int(home.balance.count),
      "held": .int(home.held.count),
      "vouchers": .int(Int64(home.vouchers)),
      "unread": .int(Int64(home.unread)),
      "outbox": .int(Int64(home.outbox)),
      "access": .text(Outcome.name(home.access)),
      "has_email": .bool(home.hasEmail),
      "may_spend": .bool(home.spendsFrom == nil),
      "pickup": JSON(home.nextPickup?.id),
      "offline": .bool(home.offlineSince != nil),
    ]
  }

  private func topUpModel(_ step: Step) throws -> TopUpModel {
    let model = TopUpModel(session: app.session)
    model.amount = Cents(try step.int("cents"))
    return model
  }

  /// The warning is the screen's word for `no_email_yet`.
  private func topUp(_ step: Step) async throws -> JSON {
    let model = try topUpModel(step)
    await model.topUp(evenSo: !step.has("even_so") || step.flag("even_so"))
    if model.warnsOfLoss { return Outcome.refused("no_email_yet") }
    return try await outcome { model.errand }
  }

  private func newsModel() async -> NewsModel {
    let model = NewsModel(session: app.session)
    await model.load()
    return model
  }

  private func told(_ news: [News]) -> JSON {
    ["kinds": .list(news.map { name(of: $0.kind) }), "seen": .list(news.map { .bool($0.isSeen) })]
  }

  private func name(of kind: News.Kind) -> JSON {
    switch kind {
    case .surpriseReady: "surprise_ready"
    case .orderReady: "order_ready"
    case .voucherEnds: "voucher_ends"
    case .doughEnds: "dough_ends"
    case .friendRewarded: "friend_rewarded"
    }
  }

  private func lookAtNews() async throws -> JSON {
    let model = await newsModel()
    await model.markSeen()
    try await shows("that all is seen") { model.state.contents?.allSatisfy(\.isSeen) ?? true }
    return [:]
  }

  private func lines() async throws -> [HistoryLine] {
    let model = HistoryModel(session: app.session, page: 5)
    await model.load()
    return try model.state.seen?.lines ?? []
  }

  /// The receipts that the newest lines lead to.
  private func receipts() async throws -> JSON {
    let model = ReceiptsModel(session: app.session)
    await model.load()
    let ids = Set(try await lines().compactMap { model.receipt(of: $0)?.id })
    let receipts = try (model.state.seen ?? []).filter { ids.contains($0.id) }
    return [
      "totals": .list(receipts.map { .int($0.total.count) }),
      "returned": .list(receipts.map { .int($0.returned.count) }),
    ]
  }
}
