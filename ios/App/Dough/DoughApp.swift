import DoughKit
import DoughViews
import SwiftUI

/// The app: one window, and what the system tells it.
@main
struct DoughApp: App {
  @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate
  @Environment(\.scenePhase) private var phase

  var body: some Scene {
    WindowGroup {
      Root(host: AppHost.shared)
    }
    .onChange(of: phase, initial: true) { _, phase in
      AppHost.shared.show(isInFront: phase != .background)
    }
  }
}

/// The screens, anew where the wallet is another one.
private struct Root: View {
  let host: AppHost

  var body: some View {
    RootView(models: host.models)
      .id(ObjectIdentifier(host.models))
      .onOpenURL { host.open($0) }
      .onContinueUserActivity(NSUserActivityTypeBrowsingWeb) { activity in
        if let link = activity.webpageURL { host.open(link) }
      }
      .onChange(of: host.models.order.shop?.id) { _, shop in
        if let shop { Settings.lastShop = shop }
      }
  }
}
