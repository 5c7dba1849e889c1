import DoughCore

/// Why something failed, as a screen shows it: the kind says what it offers to do, the code is
/// stable and is what it translates.
public struct Problem: Error, Hashable, Sendable {
  /// What a screen can do about it.
  public enum Kind: Hashable, Sendable {
    /// Try again when there is a network.
    case offline
    /// Ask for the user's presence, then try again.
    case needsUserPresence
    /// Say why not; trying again changes nothing.
    case refused
    /// Send the customer to the store for a newer app.
    case updateRequired
    /// Wait until the app is in front again.
    case locked
    /// The wallet's file can't be read or written.
    case storage
    /// Something else went wrong.
    case other
  }

  public let kind: Kind
  /// A stable code: those of the protocol, a few of the phone's own, and `library_mismatch`.
  public let code: String
  /// In English, for a log.
  public let detail: String

  public init(kind: Kind, code: String, detail: String) {
    self.kind = kind
    self.code = code
    self.detail = detail
  }

  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as DoughError: self.init(error)
    case let mismatch as LibraryMismatch:
      self.init(kind: .other, code: "library_mismatch", detail: "\(mismatch)")
    default: self.init(kind: .other, code: "internal", detail: "\(error)")
    }
  }

  private init(_ error: DoughError) {
    switch error {
    case .Offline(let code, let detail): self.init(kind: .offline, code: code, detail: detail)
    case .NeedsUserPresence(let code, let detail):
      self.init(kind: .needsUserPresence, code: code, detail: detail)
    case .Refused(let code, let detail): self.init(kind: .refused, code: code, detail: detail)
    case .UpdateRequired(let code, let detail):
      self.init(kind: .updateRequired, code: code, detail: detail)
    case .Locked(let code, let detail): self.init(kind: .locked, code: code, detail: detail)
    case .Storage(let code, let detail): self.init(kind: .storage, code: code, detail: detail)
    case .Internal(let code, let detail): self.init(kind: .other, code: code, detail: detail)
    }
  }
}
