/// What a screen shows of the wallet.
public enum Shown<Contents: Equatable & Sendable>: Equatable, Sendable {
  case loading
  /// It was read, and there is nothing yet.
  case empty
  case ready(Contents)
  case failed(Problem)

  /// What there is to see.
  public var contents: Contents? {
    if case .ready(let contents) = self { contents } else { nil }
  }

  public var problem: Problem? {
    if case .failed(let problem) = self { problem } else { nil }
  }
}
