/// The generated Swift doesn't fit the Rust library: one of them was built without the other.
public enum LibraryMismatch: Error, Equatable, Sendable {
  /// They were made by two versions of the generator.
  case generator
  /// A function looks different on both sides.
  case interface
}

/// Throws where the generated Swift doesn't fit the library that was loaded. To be called before
/// anything else of this module: every other call would end the program then.
public func checkLibrary() throws(LibraryMismatch) {
  switch initializationResult {
  case .ok: return
  case .contractVersionMismatch: throw .generator
  case .apiChecksumMismatch: throw .interface
  }
}
