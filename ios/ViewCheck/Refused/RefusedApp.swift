// The same for the stand-ins of ViewCheck/Phone: each line marked `refused:` must be an error.

import ActivityKit
import AppIntents
import BackgroundTasks
import CryptoKit
import Foundation
import LocalAuthentication
import Security
import SwiftUI
import UIKit
import UserNotifications
import WidgetKit

struct Facts: Codable, Hashable {
  let code: String
}

struct Attributes: ActivityAttributes {
  typealias ContentState = Facts
}

final class Unshared {}

struct BadAttributes: ActivityAttributes {  // refused: Unshared can't be written down
  typealias ContentState = Unshared
}

struct BadIntent: AppIntent {  // refused: it does nothing
  static let title = LocalizedStringResource("system.show_code")
  static let openAppWhenRun = true
}

struct BadEntry: TimelineEntry {  // refused: it has no date
  let day: String
}

struct BadWidget: Widget {
  var body: some WidgetConfiguration {
    EmptyView()  // refused: a view is no widget
  }
}

final class BadDelegate: NSObject, UIApplicationDelegate {}  // refused: it answers nothing

final class BadCenter: UNUserNotificationCenterDelegate {}  // refused: it answers nothing

func brightnessOffTheMainActor() {
  UIScreen.main.brightness = 1  // refused: the screen is the main actor's
}

func keyWithoutAccess() throws {
  _ = try SecureEnclave.P256.Signing.PrivateKey()  // refused: who may use it?
}

func signatureOfAText(_ key: SecureEnclave.P256.Signing.PrivateKey) throws {
  _ = try key.signature(for: 5)  // refused: a number is no data
}

func unlockWithoutWaiting(_ context: LAContext, _ access: SecAccessControl) throws {
  try context.evaluateAccessControl(  // refused: it takes a while
    access, operation: .useKeySign, localizedReason: "")
}

func forgottenDismissal(_ activity: Activity<Attributes>) async {
  await activity.end(nil)  // refused: it must say when it goes
}

func wrongContent() {
  _ = ActivityContent(state: Unshared(), staleDate: nil)  // refused: can't be written
}

func refreshWithoutAName() {
  _ = BGAppRefreshTaskRequest()  // refused: which task?
}

func permissionWithoutWaiting() throws {
  let center = UNUserNotificationCenter.current()
  _ = try center.requestAuthorization(options: [])  // refused: it takes a while
}
