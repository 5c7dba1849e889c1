import DoughKit
import TestShop

/// Invitations.
extension Phone {
  func friends(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "invitation":
      let code = try await inviteModel().state.seen?.own?.code
      try kept.keep(JSON(code), of: step)
      return [:]
    case "accept":
      let model = try await typed(step)
      await model.accept()
      return try await outcome { model.errand }
    case "queue_accept":
      let model = try await typed(step)
      return try await queued(step) { await model.accept() }
    case "invites": return told(try await inviteModel().state.seen)
    case "until_invited":
      let model = await inviteModel()
      return try await until(step) { self.told(try model.state.seen) }
    default: return nil
    }
  }

  private func inviteModel() async -> InviteModel {
    let model = InviteModel(session: app.session)
    await model.load()
    return model
  }

  private func typed(_ step: Step) async throws -> InviteModel {
    let model = await inviteModel()
    model.typed = try step.text("invitation")
    return model
  }

  private func told(_ invites: InviteContents?) -> JSON {
    ["invited": .list((invites?.friends ?? []).map { .text(name(of: $0.state)) })]
  }

  private func name(of state: Friendship.State) -> String {
    if case .pending = state { "pending" } else { Outcome.name(state) }
  }
}
