import TestShop

/// What steps have kept, by name.
final class Kept {
  private(set) var values: [String: JSON] = [:]

  /// Keeps a value where a step names one, at `save` or at another member.
  func keep(_ value: JSON, of step: Step, at member: String = "save") throws {
    if step.has(member) { values[try step.text(member)] = value }
  }
}
