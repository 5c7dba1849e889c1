import DoughKit
import TestShop

/// What dough is spent on.
extension Phone {
  func rewards(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "rewards":
      let vouchers = try await rewardsModel().state.seen?.vouchers ?? []
      return ["names": .list(vouchers.map { .text($0.name) })]
    case "offers":
      let offers = try await rewardsModel().state.seen?.offers ?? []
      return [
        "ids": .list(offers.map { .text($0.id) }),
        "missing": .list(offers.map { .int($0.missing) }),
      ]
    case "take_reward":
      let model = await rewardsModel()
      await model.take(try step.text("reward"))
      return try await outcome { model.errand }
    case "give_back":
      let model = await rewardsModel()
      await model.giveBack(try await firstVoucher())
      return try await outcome { model.errand }
    case "open_surprise": return try await openSurprise()
    default: return nil
    }
  }

  /// The first voucher or reward that shows.
  func firstVoucher() async throws -> Voucher.ID {
    guard let first = try await rewardsModel().state.seen?.vouchers.first else {
      throw Unplayable("there is no voucher")
    }
    return first.id
  }

  private func rewardsModel() async -> RewardsModel {
    let model = RewardsModel(session: app.session)
    await model.load()
    return model
  }

  private func openSurprise() async throws -> JSON {
    guard let number = try await rewardsModel().state.seen?.surprises.first else {
      throw Unplayable("there is no surprise")
    }
    let model = SurpriseModel(session: app.session, number: number)
    await model.load()
    await model.open()
    try await shows("what was inside") {
      switch model.state {
      case .opened, .failed: true
      case .loading, .gone, .closed, .opening: false
      }
    }
    switch model.state {
    case .opened(let surprise):
      return Outcome.done.adding(["verified": .bool(surprise.verified)])
    case .failed(let problem): return Outcome.of(problem)
    case .loading, .gone, .closed, .opening: throw Unplayable("\(model.state)")
    }
  }
}
