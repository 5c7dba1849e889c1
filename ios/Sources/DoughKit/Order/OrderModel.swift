import DoughCore
import Foundation
import Observation

/// Puts an order together: what, where, when, and for how much. It prices by the phone's own rules at
/// once, and by the server's as soon as a day was chosen.
@MainActor
@Observable
public final class OrderModel {
  /// What comes of it.
  public enum Purpose: Hashable, Sendable {
    case new
    /// Another shape of an order that was placed.
    case change(OrderContents)
  }

  public enum Placing: Equatable, Sendable {
    case idle
    case underWay
    /// Money is to be paid in, and no address leads back to the wallet: the customer must know.
    case warnsOfLoss
    /// It is stored; what becomes of it is the order's own state.
    case placed(OrderContents.ID)
    case failed(Problem)
  }

  public let purpose: Purpose
  public private(set) var menu = Shown<ShopMenu>.loading
  /// The shops as they are today.
  public private(set) var today: [ShopMenu.Shop.ID: ShopMenu.Today] = [:]
  public private(set) var shop: ShopMenu.Shop?
  public private(set) var basket = Basket()
  public private(set) var quote = Shown<OrderQuote>.empty
  public private(set) var days: [PickupDay] = []
  public private(set) var day: PickupDay?
  public private(set) var times = Shown<PickupTimes>.empty
  public private(set) var time: PickupTime?
  /// The voucher or the reward to be used.
  public private(set) var redeem: Voucher.ID?
  public private(set) var balance = Cents(0)
  public private(set) var placing = Placing.idle

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let timekeeper: any Timekeeper
  @ObservationIgnored private let reader: Reader<Known>
  @ObservationIgnored private var attempt = 0
  @ObservationIgnored private var errand: Task<Void, Never>?
  /// The shop to begin with, until the menu has come.
  @ObservationIgnored private var wantedShop: ShopMenu.Shop.ID?

  private struct Known: Equatable {
    let menu: ShopMenu
    let today: [ShopMenu.Shop.ID: ShopMenu.Today]
    let balance: Cents

    init?(_ core: Dough) throws {
      guard let menu = core.menu() else { return nil }
      self.menu = menu
      today = try menu.shops.reduce(into: [:]) { today, shop in
        today[shop.id] = try core.shopToday(shop: shop.id).map(ShopMenu.Today.init)
      }
      balance = Cents(try core.home().eurAvailable)
    }
  }

  /// `shop`: where the customer ordered last.
  public init(
    session: DoughSession, purpose: Purpose = .new, shop: ShopMenu.Shop.ID? = nil,
    time: any Timekeeper = SystemTime()
  ) {
    self.session = session
    self.purpose = purpose
    timekeeper = time
    wantedShop = shop
    reader = Reader(session) { try Known($0) }
    if case .change(let order) = purpose {
      wantedShop = order.shop
      basket = order.basket
      self.time = order.pickup
    }
  }

  deinit {
    errand?.cancel()
  }

  /// Reads the menu, and follows it.
  public func load() async {
    if case .failed = menu { menu = .loading }
    await read()
    await reprice()
    await refreshShop()
  }

  private func read() async {
    await reader.load { [weak self] known in
      guard let self else { return }
      switch known {
      case .loading: menu = .loading
      case .empty: menu = .empty
      case .failed(let problem): menu = .failed(problem)
      case .ready(let known): show(known)
      }
    }
  }

  /// Asks what the shop has left and when it is open. Without a network, what was known stays.
  private func refreshShop() async {
    guard let shop else { return }
    let engine = try? await session.wallet().call { $0 }
    try? await engine?.refreshShop(shop: shop.id)
  }

  private func show(_ known: Known) {
    let isNew = menu.contents != known.menu
    menu = .ready(known.menu)
    today = known.today
    balance = known.balance
    guard isNew else { return }
    let wanted = shop?.id ?? wantedShop
    shop =
      wanted.flatMap(known.menu.shop) ?? (known.menu.shops.count == 1 ? known.menu.shops[0] : nil)
    beginDays()
    Task { [weak self] in await self?.reprice() }
  }

  // MARK: What and where

  public func choose(shop id: ShopMenu.Shop.ID) async {
    guard let chosen = menu.contents?.shop(id), chosen != shop else { return }
    shop = chosen
    time = nil
    beginDays()
    await reprice()
    await refreshShop()
  }

  /// Whether the shop has none left of it.
  public func isSoldOut(_ item: ShopMenu.Item.ID) -> Bool {
    shop.flatMap { today[$0.id] }?.soldOut.contains(item) ?? false
  }

  /// What was chosen and can't be had on the chosen day, as far as is known: the shop knows of today.
  public var soldOutNames: [String] {
    guard let menu = menu.contents, day.map({ $0.distance == .today }) ?? true else { return [] }
    let items = Set(basket.entries.map(\.choice.item))
    return menu.items.filter { items.contains($0.id) && isSoldOut($0.id) }.map(\.name)
  }

  /// The file with an item's picture; nothing where it has none, or it can't be read now.
  public func picture(of item: ShopMenu.Item) async -> URL? {
    guard let image = item.image, let engine = try? await session.wallet().call({ $0 }),
      let path = try? await engine.image(image: image)
    else { return nil }
    return URL(fileURLWithPath: path)
  }

  public func add(_ choice: Basket.Choice) async {
    basket.add(choice)
    await reprice()
  }

  /// Where it is less than one, the choice goes.
  public func set(_ choice: Basket.Choice, to quantity: Int) async {
    basket.set(choice, to: quantity)
    await reprice()
  }

  public func remove(item: ShopMenu.Item.ID) async {
    basket.remove(item: item)
    await reprice()
  }

  /// Begins with what was ordered before.
  public func orderAgain(_ order: OrderContents) async {
    basket = order.basket
    wantedShop = order.shop
    if let chosen = menu.contents?.shop(order.shop) { shop = chosen }
    time = nil
    placing = .idle
    beginDays()
    await reprice()
  }

  // MARK: When

  /// The days that are offered; what day it is may have changed since.
  private func beginDays() {
    guard let shop else { return }
    days = PickupDay.next(from: timekeeper.now, in: shop.timeZone)
    let wanted = day?.id ?? change?.day
    day = days.first { $0.id == wanted } ?? (change == nil ? nil : days.first)
  }

  /// Shows a day's times; the first day's where none was chosen yet.
  public func chooseDay(_ chosen: PickupDay? = nil) async {
    beginDays()
    guard let chosen = chosen ?? day ?? days.first else { return }
    if chosen != day {
      day = chosen
      time = nil
      times = .loading
    }
    await reprice()
  }

  /// What it earns may hang on the time.
  public func choose(_ chosen: PickupTime) {
    time = chosen
    Task { [weak self] in await self?.requote() }
  }

  /// Uses a voucher or a reward with the order, or none.
  public func choose(redeem chosen: Voucher.ID?) async {
    redeem = chosen
    await requote()
  }

  // MARK: For how much

  private var change: OrderContents? {
    if case .change(let order) = purpose { order } else { nil }
  }

  /// What is missing on the balance; an order that is paid has its own money to it.
  public var missing: Cents {
    guard let due = quote.contents?.due else { return Cents(0) }
    return Cents(max(0, due.count - paid.count - balance.count))
  }

  /// What was paid for the order that is changed.
  private var paid: Cents {
    change.map { $0.status == .reserved ? $0.due : Cents(0) } ?? Cents(0)
  }

  /// What stays on the balance afterwards.
  public var balanceAfter: Cents? {
    guard let due = quote.contents?.due, missing == Cents(0) else { return nil }
    return Cents(balance.count + paid.count - due.count)
  }

  /// Prices and times of what is chosen now. A later choice takes over.
  private func reprice() async {
    attempt += 1
    let mine = attempt
    guard let menu = menu.contents, let shop, !basket.isEmpty else {
      quote = .empty
      times = .empty
      return
    }
    let pricing = pricing(menu, shop.id)
    let own = await pricing.byThePhone()
    guard mine == attempt else { return }
    show(own)
    guard day != nil, own.quote.problem == nil else { return }
    let theirs = await pricing.byTheServer()
    guard mine == attempt, let theirs else { return }
    show(theirs)
  }

  private func pricing(_ menu: ShopMenu, _ shop: ShopMenu.Shop.ID) -> Pricing {
    Pricing(
      session: session, menu: menu, shop: shop, lines: basket.lines, day: day?.id,
      pickup: time?.id, redeem: redeem, order: change?.id)
  }

  /// What the same lines earn, and what is taken off them, with the time and the reward chosen now.
  private func requote() async {
    let mine = attempt
    let (time, redeem) = (time, redeem)
    guard let menu = menu.contents, let shop, !basket.isEmpty,
      let own = try? await pricing(menu, shop.id).byOwnRules(), mine == attempt,
      time == self.time, redeem == self.redeem, let shown = quote.contents
    else { return }
    quote = .ready(shown.with(own))
  }

  private func show(_ priced: Pricing.Found) {
    quote = priced.quote
    times = priced.times
    // An order that is changed may keep its time, whatever else is free.
    guard let time, time != change?.pickup else { return }
    if times.contents?.times.contains(time) != true { self.time = nil }
  }

  // MARK: Placing it

  /// Whether all is chosen that an order needs.
  public var isComplete: Bool {
    shop != nil && time != nil && quote.contents != nil
  }

  /// Places the order, or changes the one that is to be changed, for what was shown.
  public func place() async {
    guard let shop, let time, let quote = quote.contents, placing != .underWay else { return }
    let (lines, total) = (basket.lines, quote.total)
    placing = .underWay
    if let change {
      errand = await Errand.run(
        in: session, show: { [weak self] in self?.changed(change, $0) },
        want: {
          try $0.editOrder(
            order: change.id, lines: lines, pickupAt: time.id, total: total.count)
        })
      return
    }
    await store { core in
      try core.placeOrder(
        order: PlaceOrder(
          shop: shop.id, lines: lines, pickupAt: time.id, total: total.count, pay: true,
          redeem: quote.redeem?.id))
    }
  }

  /// Pays in what is missing, and orders as soon as it is there. `evenSo`: the customer knows that no
  /// address leads back to the wallet.
  public func topUpAndPlace(evenSo: Bool = false) async {
    guard change == nil, let shop, let time, let quote = quote.contents,
      placing != .underWay
    else { return }
    let (lines, total, missing) = (basket.lines, quote.total, missing)
    placing = .underWay
    await store { core in
      let topUp = try core.topUp(cents: missing.count, evenSo: evenSo)
      return try core.placeOrder(
        order: PlaceOrder(
          shop: shop.id, lines: lines, pickupAt: time.id, total: total.count, pay: true,
          after: topUp, redeem: quote.redeem?.id))
    }
  }

  /// Begins anew: after an order was placed, or a warning was read.
  public func dismiss() {
    placing = .idle
  }

  private func store(_ want: @escaping @Sendable (Dough) throws -> String) async {
    do throws(Problem) {
      let id = try await session.wallet().call(want)
      placing = .placed(id)
      basket = Basket()
      time = nil
      redeem = nil
      quote = .empty
      times = .empty
      attempt += 1
    } catch {
      placing = error.code == TopUpModel.warning ? .warnsOfLoss : .failed(error)
    }
  }

  private func changed(_ order: OrderContents, _ errand: Errand) {
    switch errand {
    case .idle: placing = .idle
    case .underWay: placing = .underWay
    case .done: placing = .placed(order.id)
    case .failed(let problem): placing = .failed(problem)
    }
  }
}
