import Foundation

public struct UNAuthorizationOptions: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
  public static let sound = UNAuthorizationOptions(rawValue: 2)
  public static let alert = UNAuthorizationOptions(rawValue: 4)
}

public struct UNNotificationPresentationOptions: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
}

open class UNNotificationContent {}
public final class UNNotificationSound: Sendable {
  public static var `default`: UNNotificationSound { fatalError() }
}
public final class UNMutableNotificationContent: UNNotificationContent {
  override public init() {}
  public var body = ""
  public var sound: UNNotificationSound?
}
open class UNNotificationTrigger {}
public final class UNNotificationRequest {
  public init(
    identifier: String, content: UNNotificationContent, trigger: UNNotificationTrigger?
  ) {}
  public var identifier: String { "" }
}
public final class UNNotification {
  public var request: UNNotificationRequest { fatalError() }
}
public final class UNNotificationResponse {
  public var notification: UNNotification { fatalError() }
}

/// On a phone these are optional.
public protocol UNUserNotificationCenterDelegate: AnyObject {
  func userNotificationCenter(
    _ center: UNUserNotificationCenter, willPresent notification: UNNotification
  ) async -> UNNotificationPresentationOptions
  func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse
  ) async
}

public enum UNAuthorizationStatus: Int, Sendable {
  case notDetermined, denied, authorized, provisional, ephemeral
}
public final class UNNotificationSettings {
  public var authorizationStatus: UNAuthorizationStatus { fatalError() }
}

public final class UNUserNotificationCenter {
  public static func current() -> UNUserNotificationCenter { fatalError() }
  public weak var delegate: (any UNUserNotificationCenterDelegate)?
  public func getNotificationSettings(
    completionHandler: @escaping @Sendable (UNNotificationSettings) -> Void
  ) {}
  @discardableResult
  public func requestAuthorization(options: UNAuthorizationOptions) async throws -> Bool { false }
  public func add(_ request: UNNotificationRequest) async throws {}
  public func removeDeliveredNotifications(withIdentifiers identifiers: [String]) {}
  public func removeAllDeliveredNotifications() {}
}
