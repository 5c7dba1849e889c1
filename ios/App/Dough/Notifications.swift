import DoughKit
import DoughViews
import Foundation
import UserNotifications

/// News, as notifications of the system. What is told, and what goes again, `Notices` decides.
@MainActor
enum Notifications {
  static func show(_ news: [News]) async {
    let notices = Notices(news: news, told: Settings.told, now: Date())
    let center = UNUserNotificationCenter.current()
    center.removeDeliveredNotifications(withIdentifiers: notices.withdraw)
    // The customer is asked when there is something to tell for the first time.
    if !notices.show.isEmpty {
      let granted = try? await center.requestAuthorization(options: [.alert, .sound])
      guard granted == true else { return }
    }
    for one in notices.show {
      let content = UNMutableNotificationContent()
      content.body = String(localized: one.words(.current))
      content.sound = .default
      try? await center.add(
        UNNotificationRequest(identifier: one.id, content: content, trigger: nil))
    }
    Settings.told = notices.told
  }

  static func forget() async {
    UNUserNotificationCenter.current().removeAllDeliveredNotifications()
    Settings.told = []
  }
}
