import DoughKit
import TestShop

extension Shown {
  /// What a screen shows that was opened; an error where it says why it shows nothing.
  var seen: Contents? {
    get throws {
      if let problem { throw problem }
      return contents
    }
  }
}

/// What holds what a step expects, as soon as it is shown; else what shows in the end.
@MainActor
func until(_ step: Step, _ told: @escaping @MainActor () throws -> JSON) async throws -> JSON {
  let expected = step.expected
  try? await shows("\(expected)") { (try? told())?.holds(expected) ?? false }
  return try told()
}

/// What became of something that was asked for on a screen.
@MainActor
func outcome(of errand: @escaping @MainActor () -> Errand) async throws -> JSON {
  try await shows("an outcome") { !errand().isUnderWay }
  return Outcome.of(errand())
}
