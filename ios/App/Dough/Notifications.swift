import DoughKit
import DoughViews
import Foundation
import UserNotifications

/// News, as notifications of the system. What is told, and what goes again, `Notices` decides.
@MainActor
enum Notifications {
  /// `mayAsk`: whether the customer looks at the app. The question for permission comes with the first
  /// thing to tell, and nothing waits for its answer: the next news find it.
  static func show(_ news: [News], mayAsk: Bool) async {
    let notices = Notices(news: news, told: Settings.told, now: Date())
    let center = UNUserNotificationCenter.current()
    center.removeDeliveredNotifications(withIdentifiers: notices.withdraw)
    if !notices.show.isEmpty {
      switch await permission() {
      case .authorized, .provisional, .ephemeral: break
      case .notDetermined:
        if mayAsk { Task { try? await center.requestAuthorization(options: [.alert, .sound]) } }
        return
      default: return
      }
    }
    Settings.told = notices.told
    for one in notices.show {
      let content = UNMutableNotificationContent()
      content.body = String(localized: one.words(.current))
      content.sound = .default
      try? await center.add(
        UNNotificationRequest(identifier: one.id, content: content, trigger: nil))
    }
  }

  private static func permission() async -> UNAuthorizationStatus {
    await withCheckedContinuation { done in
      UNUserNotificationCenter.current().getNotificationSettings { settings in
        done.resume(returning: settings.authorizationStatus)
      }
    }
  }

  static func forget() async {
    UNUserNotificationCenter.current().removeAllDeliveredNotifications()
    Settings.told = []
  }
}
