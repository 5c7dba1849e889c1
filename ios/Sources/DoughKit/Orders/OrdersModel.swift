import DoughCore
import Observation

/// The orders, newest first, also those that are on their way or were refused.
@MainActor
@Observable
public final class OrdersModel {
  public private(set) var state = Shown<[OrderContents]>.loading

  @ObservationIgnored private let reader: Reader<[OrderContents]>

  public init(session: DoughSession) {
    reader = Reader(session, after: .orders) { core in
      let menu = core.menu()
      let orders = try core.orders().map { OrderContents($0, menu: menu) }
      return orders.isEmpty ? nil : orders
    }
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }
}
