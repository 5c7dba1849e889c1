import DoughCore
import Observation

/// One order: what was chosen, where it stands, and what can be done. An order that was refused can be
/// placed anew with what its trouble offers; the screen then goes on with the new one.
@MainActor
@Observable
public final class OrderDetailModel {
  public private(set) var id: OrderContents.ID
  public private(set) var state = Shown<OrderContents>.loading
  /// How far paying or calling off is.
  public private(set) var errand = Errand.idle
  /// No address leads back to the wallet: the customer must know before it holds money.
  public private(set) var warnsOfLoss = false

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private var reader: Reader<OrderContents>
  @ObservationIgnored private var following: Task<Void, Never>?

  public init(session: DoughSession, id: OrderContents.ID) {
    self.session = session
    self.id = id
    reader = Self.reader(session, id)
  }

  deinit {
    following?.cancel()
  }

  private static func reader(
    _ session: DoughSession, _ id: OrderContents.ID
  ) -> Reader<OrderContents> {
    Reader(session, after: .order(id: id)) { core in
      let menu = core.menu()
      return try core.order(id: id).map { OrderContents($0, menu: menu) }
    }
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// Pays an order that keeps its time, from the balance.
  public func pay() async {
    await run { [id] in try $0.payOrder(order: id) }
  }

  public func callOff() async {
    await run { [id] in try $0.cancelOrder(order: id) }
  }

  private func run(_ want: @escaping @Sendable (Dough) throws -> String) async {
    guard !errand.isUnderWay else { return }
    following?.cancel()
    following = await Errand.run(
      in: session, show: { [weak self] in self?.errand = $0 }, want: want)
  }

  /// Places a refused order anew: for today's price, or at another time.
  public func placeAgain(at other: PickupTime? = nil) async {
    guard let order = state.contents, !order.status.isOpen else { return }
    var total = order.total
    if case .priceChanged(let now) = order.trouble { total = now }
    let place = PlaceOrder(
      shop: order.shop, lines: order.basketLines, pickupAt: other?.id ?? order.pickup.id,
      total: total.count, pay: true, redeem: order.redeem)
    await goOn { try $0.placeOrder(order: place) }
  }

  /// Pays in what was missing, and orders as soon as it is there. `evenSo`: the customer was warned.
  public func topUpAndPlaceAgain(evenSo: Bool = false) async {
    guard let order = state.contents, case .balanceShort(let missing) = order.trouble else {
      return
    }
    warnsOfLoss = false
    await goOn { core in
      let topUp = try core.topUp(cents: missing.count, evenSo: evenSo)
      return try core.placeOrder(
        order: PlaceOrder(
          shop: order.shop, lines: order.basketLines, pickupAt: order.pickup.id,
          total: order.total.count, pay: true, after: topUp, redeem: order.redeem))
    }
  }

  /// The customer has read the warning, and pays nothing in.
  public func dismissWarning() {
    warnsOfLoss = false
  }

  private func goOn(with place: @escaping @Sendable (Dough) throws -> String) async {
    guard !errand.isUnderWay else { return }
    errand = .underWay(hint: nil)
    do throws(Problem) {
      id = try await session.wallet().call(place)
      reader = Self.reader(session, id)
      errand = .idle
      await load()
    } catch {
      warnsOfLoss = error.code == TopUpModel.warning
      errand = warnsOfLoss ? .idle : .failed(error)
    }
  }
}
