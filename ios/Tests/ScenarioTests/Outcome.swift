import DoughCore
import TestShop

/// What came of something that was wanted, as a step yields it.
enum Outcome {
  static func of(_ intent: Intent) -> JSON {
    ["state": .text(name(intent.state)), "code": JSON(intent.code)]
  }

  /// A call that gave an error at once.
  static func of(_ error: DoughError) -> JSON {
    switch error {
    case .Refused(let code, _): ["state": "refused", "code": .text(code)]
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
