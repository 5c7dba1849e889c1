import AppIntents

/// "Show my code", for Siri, Spotlight, the action button and the widget.
struct ShowCodeIntent: AppIntent {
  static let title = LocalizedStringResource("system.show_code")
  static let openAppWhenRun = true

  @MainActor
  func perform() async throws -> some IntentResult {
    await AppHost.shared.showCode()
    return .result()
  }
}

struct DoughShortcuts: AppShortcutsProvider {
  static var appShortcuts: [AppShortcut] {
    AppShortcut(
      intent: ShowCodeIntent(), phrases: ["\(.applicationName)"],
      shortTitle: LocalizedStringResource("system.show_code"), systemImageName: "qrcode")
  }
}
