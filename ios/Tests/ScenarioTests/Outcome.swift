import DoughCore
import DoughKit
import TestShop

/// What came of something that was wanted, as a step yields it.
enum Outcome {
  static let done: JSON = ["state": "done", "code": .null]
  /// What was never sent is just gone.
  static let cancelled: JSON = ["state": "cancelled", "code": .null]

  static func of(_ errand: Errand) -> JSON {
    switch errand {
    case .done: done
    case .failed(let problem): of(problem)
    case .idle: cancelled
    case .underWay: ["state": "under_way"]
    }
  }

  /// What a screen can't do, or show.
  static func of(_ problem: Problem) -> JSON {
    ["state": problem.kind == .refused ? "refused" : "failed", "code": .text(problem.code)]
  }

  static func refused(_ code: String) -> JSON {
    ["state": "refused", "code": .text(code)]
  }

  static func of(_ intent: Intent) -> JSON {
    ["state": .text(name(intent.state)), "code": JSON(intent.code)]
  }

  /// A call that gave an error at once.
  static func of(_ error: DoughError) -> JSON {
    switch error {
    case .Refused(let code, _): refused(code)
    case .Offline(let code, _), .NeedsUserPresence(let code, _), .UpdateRequired(let code, _),
      .Locked(let code, _), .Storage(let code, _), .Internal(let code, _):
      ["state": "failed", "code": .text(code)]
    }
  }

  /// The name of a case, as scenarios write it: `askShop` is `ask_shop`.
  static func name<Value>(_ value: Value) -> String {
    "\(value)".reduce(into: "") { name, letter in
      name += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
    }
  }
}
