import Observation

/// Waits until a model shows what is expected, on its own word.
@MainActor
public func shows(
  _ what: String, _ holds: @escaping @MainActor () -> Bool
) async throws {
  let (changes, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  let limit = Task {
    try await Task.sleep(for: patience)
    told.finish()
  }
  defer { limit.cancel() }
  while true {
    // A change is told before it is made, on the same actor: the next look sees it.
    let held = withObservationTracking(holds) { told.yield() }
    if held { return }
    var news = changes.makeAsyncIterator()
    guard await news.next() != nil else { throw TookTooLong(what: what) }
  }
}
