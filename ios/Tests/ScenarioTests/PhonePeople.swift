import DoughKit
import TestShop

/// The customer, in the settings.
extension Phone {
  func people(_ step: Step) async throws -> JSON? {
    let settings = app.settings
    switch try step.text("do") {
    case "set_profile":
      let language = step.has("language") ? try step.text("language") : ""
      await settings.save(
        name: step.has("name") ? try step.text("name") : "",
        language: Person.MailLanguage(rawValue: language))
      return try await outcome { settings.saving }
    case "set_consents":
      await settings.allow(news: step.flag("news"), research: step.flag("research"))
      return try await outcome { settings.saving }
    case "profile":
      await settings.load()
      return told(try settings.state.seen?.person)
    case "until_profile":
      await settings.load()
      return try await until(step) { self.told(try settings.state.seen?.person) }
    case "set_email": return try await setEmail(step.text("email"))
    case "confirm_email": return try await confirmEmail(step)
    default: return nil
    }
  }

  private func told(_ person: Person?) -> JSON {
    [
      "name": JSON(person?.name),
      "language": JSON(person?.language?.rawValue),
      "email": JSON(person?.email),
      "news": .bool(person?.allowsNews ?? false),
      "research": .bool(person?.allowsResearch ?? false),
    ]
  }

  private func setEmail(_ email: String) async throws -> JSON {
    let settings = app.settings
    await settings.sendCode(to: email)
    return try await outcome {
      switch settings.email {
      case .asksForCode: .done
      case .sending(_, let errand), .confirming(_, let errand): errand
      case .idle: .idle
      }
    }
  }

  private func confirmEmail(_ step: Step) async throws -> JSON {
    let settings = app.settings
    guard settings.email.asks(for: try step.text("email")) else {
      throw Unplayable("no code was sent there: \(settings.email)")
    }
    await settings.confirm(code: try step.text("code"))
    return try await outcome {
      if case .confirming(_, let errand) = settings.email { errand } else { .done }
    }
  }
}

extension SettingsModel.EmailState {
  /// Whether the code that was sent to an address can be typed.
  fileprivate func asks(for email: String) -> Bool {
    switch self {
    case .asksForCode(let asked), .confirming(let asked, .failed): asked == email
    case .idle, .sending, .confirming: false
    }
  }
}
