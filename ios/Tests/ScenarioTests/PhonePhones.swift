import DoughKit
import Foundation
import TestShop

/// The wallet's phones, and moving from one to another.
extension Phone {
  func phones(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "devices": return devices(try await phonesModel().state.seen ?? [])
    case "device_code": return try await deviceCode(step)
    case "revoke_other":
      let model = await phonesModel()
      guard let other = try model.state.seen?.first(where: { !$0.isThisOne }) else {
        throw Unplayable("there is no other phone")
      }
      await model.remove(other.id)
      return try await outcome { model.removing }
    case "recovery_code":
      app.move.startOver()
      await app.move.sendCode(to: try step.text("email"))
      return try moved(app.move.state)
    case "open_other_wallet": return try await openOtherWallet(step)
    default: return nil
    }
  }

  private func phonesModel() async -> PhonesModel {
    let model = PhonesModel(session: app.session)
    await model.load()
    return model
  }

  private func devices(_ phones: [DoughKit.Phone]) -> JSON {
    let held = phones.filter { $0.spendsFrom.map { Date() < $0 } ?? false }
    return ["count": .int(Int64(phones.count)), "held": .int(Int64(held.count))]
  }

  private func deviceCode(_ step: Step) async throws -> JSON {
    let model = await phonesModel()
    await model.agreeToAnother()
    switch model.code {
    case .showing(let agreed):
      try kept.keep(.text(agreed.code), of: step)
      return Outcome.done
    case .failed(let problem): return Outcome.of(problem)
    case .idle, .asking: throw Unplayable("\(model.code)")
    }
  }

  private func openOtherWallet(_ step: Step) async throws -> JSON {
    let move = app.move
    move.keepsOthers = step.flag("keep_others")
    if step.has("device_code") {
      await move.openByPhone(code: try step.text("device_code"))
    } else {
      guard case .asksForCode(try step.text("email"), _) = move.state else {
        throw Unplayable("no code was sent there: \(move.state)")
      }
      await move.openByEmail(code: try step.text("code"))
    }
    try await shows("an outcome") {
      if case .moving = move.state { false } else { true }
    }
    return try moved(move.state)
  }

  private func moved(_ state: MoveModel.State) throws -> JSON {
    switch state {
    case .moved, .asksForCode(_, nil): Outcome.done
    case .failed(let problem), .asksForCode(_, let problem?): Outcome.of(problem)
    case .idle, .sending, .moving: throw Unplayable("\(state)")
    }
  }
}
