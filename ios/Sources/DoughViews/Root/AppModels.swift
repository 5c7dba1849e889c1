#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import Observation
  import SwiftUI

  /// The models that several screens share, and what the app tells all of them. Another wallet needs
  /// another of these.
  @MainActor
  @Observable
  public final class AppModels {
    /// A code that is shown over everything else.
    public struct CodeWish: Identifiable, Hashable {
      public let wish: PayModel.Wish
      public let voucher: String?

      public var id: PayModel.Wish { wish }
    }

    public enum Tab: Hashable, Sendable {
      case home, order, rewards, more
    }

    public let home: HomeModel
    public let order: OrderModel
    let session: DoughSession
    let pay: PayModel
    let topUp: TopUpModel
    let orders: OrdersModel
    let rewards: RewardsModel
    let invite: InviteModel
    let history: HistoryModel
    let receipts: ReceiptsModel
    let news: NewsModel
    let settings: SettingsModel
    let phones: PhonesModel
    let move: MoveModel
    let leave: LeaveModel
    let screen: BrightScreen?
    let version: String
    let exports: URL
    /// The wallet was left: what is stored goes, and the app begins anew.
    let left: @MainActor () async -> Void

    public var tab = Tab.home
    public var code: CodeWish?
    var paths: [Tab: NavigationPath] = [:]

    /// `shop`: where the customer ordered last. `exports`: a folder that is there.
    public init(
      session: DoughSession, shop: ShopMenu.Shop.ID?, screen: BrightScreen?,
      presence: (any Presence)?, version: String,
      exports: URL, left: @escaping @MainActor () async -> Void
    ) {
      self.session = session
      self.screen = screen
      self.version = version
      self.exports = exports
      self.left = left
      home = HomeModel(session: session)
      order = OrderModel(session: session, shop: shop)
      pay = PayModel(session: session, presence: presence)
      topUp = TopUpModel(session: session)
      orders = OrdersModel(session: session)
      rewards = RewardsModel(session: session)
      invite = InviteModel(session: session)
      history = HistoryModel(session: session)
      receipts = ReceiptsModel(session: session)
      news = NewsModel(session: session)
      settings = SettingsModel(session: session)
      phones = PhonesModel(session: session)
      move = MoveModel(session: session)
      leave = LeaveModel(session: session)
    }

    /// Shows the code for the till. An app that was started for it first reads what the wallet holds.
    public func showCode(using voucher: Voucher? = nil) async {
      if home.state.contents == nil { await home.load() }
      code = CodeWish(
        wish: PayModel.Wish(for: home.state.contents, voucher: voucher?.id),
        voucher: voucher?.name)
    }

    /// Goes to a screen, on top of the first one.
    public func go(to route: Route) {
      code = nil
      tab = .home
      paths[.home, default: NavigationPath()].append(route)
    }

    /// Opens what a friend's link holds.
    public func openInvitation(code: String) {
      invite.typed = code
      go(to: .invite)
    }

    func path(of tab: Tab) -> Binding<NavigationPath> {
      Binding(
        get: { @MainActor in self.paths[tab] ?? NavigationPath() },
        set: { @MainActor path in self.paths[tab] = path })
    }

    /// After an order was placed: its own screen, with nothing of the way to it behind.
    func placed(_ id: OrderContents.ID) {
      var path = NavigationPath()
      path.append(Route.order(id))
      paths[.order] = path
    }

    /// Begins a new order with what was in another one.
    func orderAgain(_ order: OrderContents, without soldOut: ShopMenu.Item.ID?) async {
      await self.order.load()
      await self.order.orderAgain(order)
      if let soldOut { await self.order.remove(item: soldOut) }
      var path = NavigationPath()
      path.append(Route.basket)
      paths[.order] = path
      tab = .order
    }
  }
#endif
