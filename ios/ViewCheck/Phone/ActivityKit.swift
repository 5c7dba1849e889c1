import Foundation

public protocol ActivityAttributes: Decodable, Encodable {
  associatedtype ContentState: Decodable, Encodable, Hashable
}

public struct ActivityAuthorizationInfo {
  public init() {}
  public var areActivitiesEnabled: Bool { false }
}

public struct ActivityContent<State: Decodable & Encodable & Hashable & Sendable>: Sendable {
  public init(state: State, staleDate: Date?, relevanceScore: Double = 0) {}
  public var state: State { fatalError() }
}

public struct ActivityUIDismissalPolicy: Sendable {
  public static let immediate = ActivityUIDismissalPolicy()
}
public struct PushType: Sendable {}

public final class Activity<Attributes: ActivityAttributes>: Sendable
where Attributes.ContentState: Sendable {
  public static var activities: [Activity<Attributes>] { fatalError() }
  public static func request(
    attributes: Attributes, content: ActivityContent<Attributes.ContentState>,
    pushType: PushType? = nil
  ) throws -> Activity<Attributes> { fatalError() }
  public var attributes: Attributes { fatalError() }
  public var content: ActivityContent<Attributes.ContentState> { fatalError() }
  public func update(_ content: ActivityContent<Attributes.ContentState>) async {}
  public func end(
    _ content: ActivityContent<Attributes.ContentState>?,
    dismissalPolicy: ActivityUIDismissalPolicy
  ) async {}
}
