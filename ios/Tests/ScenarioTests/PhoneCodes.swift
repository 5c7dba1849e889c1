import DoughKit
import TestShop

/// The pay code's screen. One that was left, or whose app has ended, is the engine's to ask.
extension Phone {
  func codes(_ step: Step) async throws -> JSON? {
    switch try step.text("do") {
    case "pay_code": return try await payCode(step)
    case "refresh_code":
      return try await shows(step) ? refreshed(step) : refreshedCall(step)
    case "until_session":
      let model = app.code.model
      return try await shows(step)
        ? until(step) { self.told(model.state) } : untilSessionCall(step)
    default: return nil
    }
  }

  private func payCode(_ step: Step) async throws -> JSON {
    let screen = app.openCode()
    let wish = PayModel.Wish(
      payMax: step.has("max") ? Cents(try step.int("max")) : nil, earns: step.flag("earn"),
      voucher: step.flag("voucher") ? try await firstVoucher() : nil)
    await screen.model.show(wish)
    if case .showing = screen.model.state {
      try await eventually("the wait for a picture") { screen.pictures.waited == 1 }
    }
    return try keepShown(step)
  }

  /// The next picture, when its time has come.
  private func refreshed(_ step: Step) async throws -> JSON {
    let screen = app.code
    let waited = screen.pictures.waited
    screen.pictures.areDue()
    try await eventually("a fresh picture") { screen.pictures.waited > waited }
    return try keepShown(step)
  }

  private func keepShown(_ step: Step) throws -> JSON {
    switch app.code.model.state {
    case .showing(let picture):
      app.code.session = picture.session
      try kept.keep(.text(picture.text), of: step)
      try kept.keep(.int(Int64(picture.session)), of: step, at: "save_session")
      return [:]
    case .failed(let problem): return Outcome.of(problem)
    case .idle, .making, .booked: throw Unplayable("\(app.code.model.state)")
    }
  }

  /// Whether the screen shows this payment session, or its sale.
  private func shows(_ step: Step) throws -> Bool {
    app.code.session == UInt64(try step.int("session"))
  }

  private func told(_ state: PayModel.State) -> JSON {
    guard case .booked(let booking) = state else { return ["text": .null, "total": .null] }
    return ["text": .text(booking.text), "total": .int(booking.total.count)]
  }
}
