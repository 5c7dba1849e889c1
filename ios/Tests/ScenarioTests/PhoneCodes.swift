import DoughCore
import TestShop

/// Pay codes, and surprises.
extension Phone {
  func codes(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "pay_code": return try shown(engine.payCode(request: request(step)), step)
    case "refresh_code": return try shown(engine.refreshCode(session: session(step)), step)
    case "until_session":
      let session = try session(step)
      return try await until(.paySession(session: session), step.expected) {
        try self.used(session)
      }
    case "open_surprise": return try await openSurprise()
    default: return nil
    }
  }

  private func request(_ step: Step) throws -> PayRequest {
    let max = step.has("max") ? try step.int("max") : nil
    let voucher = step.flag("voucher") ? try engine.rewards()[0].number : nil
    return PayRequest(payMax: max, earn: step.flag("earn"), redeem: voucher)
  }

  private func session(_ step: Step) throws -> UInt64 {
    UInt64(try step.int("session"))
  }

  private func shown(_ code: PayCode, _ step: Step) throws -> JSON {
    try kept.keep(.text(code.text), of: step)
    try kept.keep(.int(Int64(code.session)), of: step, at: "save_session")
    return [:]
  }

  private func used(_ session: UInt64) throws -> JSON {
    let used = try engine.paySession(session: session)
    return ["text": JSON(used.text), "total": used.receipt.map { .int($0.total) } ?? .null]
  }

  private func openSurprise() async throws -> JSON {
    let number = try engine.surprises()[0].number
    let found = try await settled(engine.openSurprise(surprise: number, ofAge: false))
    return found.adding(["verified": .bool(try engine.reveals().allSatisfy(\.verified))])
  }
}
