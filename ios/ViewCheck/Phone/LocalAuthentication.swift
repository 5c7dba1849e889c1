import Foundation
import Security

public struct LAError: Error {
  public enum Code: Sendable {
    case authenticationFailed, userCancel, systemCancel, appCancel, invalidContext, notInteractive
  }
  public var code: Code { fatalError() }
}

public enum LAAccessControlOperation: Sendable {
  case useKeySign
}

public final class LAContext {
  public init() {}
  public var interactionNotAllowed = false
  public func evaluateAccessControl(
    _ accessControl: SecAccessControl, operation: LAAccessControlOperation, localizedReason: String
  ) async throws {}
  public func invalidate() {}
}
