import DoughKit
import Foundation
import TestShop

/// The customer's data, and leaving.
extension Phone {
  func leaving(_ step: Step) async throws -> JSON? {
    let model = LeaveModel(session: app.session)
    switch try step.text("do") {
    case "log_out": await model.logOut(givesUp: step.flag("give_up"))
    case "erase": await model.erase(try lastMoney(step.text("balance")))
    case "export": return try await export(model)
    default: return nil
    }
    return try await outcome {
      switch model.leaving {
      case .idle: .idle
      case .underWay(let hint): .underWay(hint: hint)
      case .left: .done
      // The screen's word for `last_device`.
      case .asksToGiveUp: .failed(Problem(kind: .refused, code: "last_device", detail: ""))
      case .failed(let problem): .failed(problem)
      }
    }
  }

  private func lastMoney(_ name: String) throws -> LeaveModel.LastMoney {
    switch name {
    case "pay_out": .paidOut
    case "give_up": .givenUp
    case "none_left": .none
    default: throw Unplayable("no balance ends by \(name)")
    }
  }

  private func export(_ model: LeaveModel) async throws -> JSON {
    let folder = shop.folder.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    await model.export(to: folder)
    switch model.export {
    case .written(let json, let page): return try await told(json: json, page: page)
    case .failed(let problem): return Outcome.of(problem)
    case .idle, .writing: throw Unplayable("\(model.export)")
    }
  }

  private func told(json: URL, page: URL) async throws -> JSON {
    await app.settings.load()
    let email = try app.settings.state.seen?.person?.email ?? "@"
    let (data, html) = (try Data(contentsOf: json), try String(contentsOf: page, encoding: .utf8))
    let named = String(decoding: data, as: UTF8.self).contains(email) && html.contains(email)
    let journal = try JSON(parsing: data)["journal"]?.list ?? []
    return ["journal": .int(Int64(journal.count)), "email": .bool(named)]
  }
}
