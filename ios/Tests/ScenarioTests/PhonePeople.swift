import DoughCore
import Foundation
import TestShop

/// The customer, and the customer's phones.
extension Phone {
  func people(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "set_profile": return try await settled(setProfile(step))
    case "set_consents":
      return try await settled(
        engine.setConsents(news: step.flag("news"), research: step.flag("research")))
    case "profile": return try profile()
    case "until_profile": return try await untilProfile(step)
    case "set_email": return try await settled(engine.setEmail(email: step.text("email")))
    case "confirm_email":
      return try await settled(
        engine.confirmEmail(email: step.text("email"), code: step.text("code")))
    case "erase":
      return try await settled(engine.eraseMe(balance: balanceEnd(step.text("balance"))))
    case "export": return try await export()
    default: return try await phones(step)
    }
  }

  private func phones(_ step: Step) async throws -> JSON? {
    let engine = engine
    switch try step.text("do") {
    case "devices": return try devices()
    case "device_code":
      let code = try await inTime("a code") { try await engine.deviceCode() }
      try kept.keep(.text(code.code), of: step)
      return [:]
    case "recovery_code":
      let email = try step.text("email")
      try await inTime("a code") { try await engine.recoveryCode(email: email) }
      return ["state": "done"]
    case "open_other_wallet":
      return try await settled(
        engine.openOtherWallet(proof: proof(step), keepOthers: step.flag("keep_others")))
    case "revoke_other":
      guard let other = try engine.devices().first(where: { !$0.own }) else {
        throw Unplayable("there is no other phone")
      }
      return try await settled(engine.revokeDevice(id: other.id, giveUp: false))
    case "log_out": return try await settled(engine.logOut(giveUp: step.flag("give_up")))
    default: return nil
    }
  }

  private func setProfile(_ step: Step) throws -> String {
    let language: Language? = step.has("language") ? try self.language(step.text("language")) : nil
    return try engine.setProfile(
      name: step.has("name") ? step.text("name") : nil, language: language)
  }

  private func language(_ name: String) throws -> Language {
    switch name {
    case "nl": .nl
    case "fr": .fr
    case "en": .en
    default: throw Unplayable("no app speaks \(name)")
    }
  }

  private func profile() throws -> JSON {
    let profile = try engine.profile()
    return [
      "name": JSON(profile?.name),
      "language": JSON(profile?.language.map(Outcome.name)),
      "email": JSON(profile?.email),
      "news": profile?.news.map(JSON.bool) ?? .null,
      "research": profile?.research.map(JSON.bool) ?? .null,
    ]
  }

  /// No topic tells the profile: it is looked at until it holds.
  private func untilProfile(_ step: Step) async throws -> JSON {
    try? await eventually("the profile") { try self.profile().holds(step.expected) }
    return try profile()
  }

  private func devices() throws -> JSON {
    let devices = try engine.devices()
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let held = devices.filter { $0.spendsFrom.map { now < $0 } ?? false }
    return ["count": .int(Int64(devices.count)), "held": .int(Int64(held.count))]
  }

  private func proof(_ step: Step) throws -> Proof {
    step.has("device_code")
      ? .device(code: try step.text("device_code"))
      : .email(email: try step.text("email"), code: try step.text("code"))
  }

  private func balanceEnd(_ name: String) throws -> BalanceEnd {
    switch name {
    case "pay_out": .payOut
    case "give_up": .giveUp
    case "none_left": .noneLeft
    default: throw Unplayable("no balance ends by \(name)")
    }
  }

  private func export() async throws -> JSON {
    let engine = engine
    let folder = shop.folder.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let files = try await inTime("an export") {
      try await engine.exportMyData(folder: folder.path)
    }
    let json = try Data(contentsOf: URL(fileURLWithPath: files.json))
    let page = try String(contentsOfFile: files.html, encoding: .utf8)
    let email = try engine.profile()?.email ?? "@"
    let named = String(decoding: json, as: UTF8.self).contains(email) && page.contains(email)
    let journal = try JSON(parsing: json)["journal"]?.list ?? []
    return ["journal": .int(Int64(journal.count)), "email": .bool(named)]
  }
}
