import DoughCore

extension DoughSession {
  /// The first screen's facts for the app itself: now, and after each change, until the task that
  /// reads them is cancelled. Nothing where the wallet can't be opened.
  public func homes() async -> AsyncStream<HomeContents> {
    guard let wallet = try? await wallet(), let updates = try? wallet.updates(of: .home) else {
      return AsyncStream { $0.finish() }
    }
    let (homes, told) = AsyncStream.makeStream(
      of: HomeContents.self, bufferingPolicy: .bufferingNewest(1))
    let telling = Task {
      for await case .home(let home) in updates { told.yield(HomeContents(home)) }
      told.finish()
    }
    told.onTermination = { _ in telling.cancel() }
    return homes
  }

  /// The same, once.
  public func home() async throws(Problem) -> HomeContents {
    try await wallet().call { HomeContents(try $0.home()) }
  }

  /// What is new now.
  public func news() async throws(Problem) -> [News] {
    try await wallet().call { try $0.announcements().map(News.init) }
  }
}
