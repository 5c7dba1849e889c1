/// Opens the wallet when a screen asks for it first, once for all of them. After a failure the next
/// one who asks tries again.
public actor DoughSession {
  public typealias Opener = @Sendable () async throws(Problem) -> Wallet

  private let open: Opener
  private var opening: Task<Result<Wallet, Problem>, Never>?

  public init(open: @escaping Opener) {
    self.open = open
  }

  public func wallet() async throws(Problem) -> Wallet {
    let opening = opening ?? start()
    let opened = await opening.value
    if case .failure = opened, self.opening == opening {
      self.opening = nil
    }
    return try opened.get()
  }

  private func start() -> Task<Result<Wallet, Problem>, Never> {
    let open = open
    let task = Task<Result<Wallet, Problem>, Never> {
      do throws(Problem) {
        return .success(try await open())
      } catch {
        return .failure(error)
      }
    }
    opening = task
    return task
  }
}
