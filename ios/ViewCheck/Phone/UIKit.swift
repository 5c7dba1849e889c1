@_exported import Foundation
import SwiftUI

@MainActor
public final class UIScreen {
  public static var main: UIScreen { fatalError() }
  public var brightness: CGFloat {
    get { fatalError() }
    set {}
  }
}

public struct UIBackgroundTaskIdentifier: Hashable, Sendable {
  public static let invalid = UIBackgroundTaskIdentifier()
}

public enum UIBackgroundFetchResult: Sendable {
  case newData, noData, failed
}

@MainActor
public final class UIApplication {
  public struct LaunchOptionsKey: Hashable, Sendable {}
  public static var shared: UIApplication { fatalError() }
  public func registerForRemoteNotifications() {}
  public func beginBackgroundTask(
    withName taskName: String?, expirationHandler handler: (@MainActor @Sendable () -> Void)? = nil
  ) -> UIBackgroundTaskIdentifier { fatalError() }
  public func endBackgroundTask(_ identifier: UIBackgroundTaskIdentifier) {}
}

/// On a phone these are optional; the stand-in asks for those that the app has, with their types.
@MainActor
public protocol UIApplicationDelegate: _UIApplicationDelegate {
  func application(
    _ application: UIApplication,
    didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]?
  ) -> Bool
  func application(
    _ application: UIApplication, didReceiveRemoteNotification userInfo: [AnyHashable: Any],
    fetchCompletionHandler completionHandler: @escaping (UIBackgroundFetchResult) -> Void
  )
}

// What Foundation has on a phone and lacks on Linux.

public struct FileProtectionType: Hashable, Sendable {
  public static let completeUntilFirstUserAuthentication = FileProtectionType()
}
extension FileAttributeKey {
  public static let protectionKey = FileAttributeKey(rawValue: "")
}
extension URLResourceValues {
  public var isExcludedFromBackup: Bool? {
    get { nil }
    set {}
  }
}
