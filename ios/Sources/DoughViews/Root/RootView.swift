#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// The four tabs, and the code above them.
  public struct RootView: View {
    @Bindable private var models: AppModels

    public init(models: AppModels) {
      self.models = models
    }

    public var body: some View {
      TabView(selection: $models.tab) {
        place(.home, Words.tabHome, "house") {
          HomeView(
            state: models.home.state, retry: { await models.home.load() },
            showCode: { await models.showCode() }, beginAnew: models.left)
        }
        place(.order, Words.tabOrder, "bag") { MenuView(model: models.order) }
        place(.rewards, Words.tabRewards, "gift") {
          RewardsView(model: models.rewards) { voucher in
            Task { await models.showCode(using: voucher) }
          }
        }
        place(.more, Words.tabMore, "ellipsis") {
          MoreView(unread: models.home.state.contents?.unread ?? 0)
        }
        .badge(models.home.state.contents?.unread ?? 0)
      }
      .tint(Palette.crust)
      .task { await models.home.load() }
      .sheet(item: $models.code) { code in
        PayCodeView(
          model: models.pay, wish: code.wish, voucher: code.voucher, screen: models.screen
        ) { models.code = nil }
      }
    }

    private func place<Content: View>(
      _ tab: AppModels.Tab, _ title: LocalizedStringResource, _ symbol: String,
      @ViewBuilder content: () -> Content
    ) -> some View {
      NavigationStack(path: models.path(of: tab)) {
        content()
          .navigationDestination(for: Route.self) { RouteView(route: $0, models: models) }
      }
      .safeAreaInset(edge: .top, spacing: 0) {
        OfflineBanner(since: models.home.state.contents?.offlineSince)
      }
      .tabItem {
        Label {
          Text(title)
        } icon: {
          Image(systemName: symbol)
        }
      }
      .tag(tab)
    }
  }

  /// Says since when nothing was heard from the server, above each screen.
  struct OfflineBanner: View {
    @Environment(\.locale) private var locale
    let since: Date?

    var body: some View {
      if let since {
        Text(Words.commonOffline(time: Say(locale).time(since)))
          .letters(.small, .semibold)
          .frame(maxWidth: .infinity)
          .padding(Space.small)
          .foregroundStyle(Palette.onQuiet)
          .background(Palette.quiet)
      }
    }
  }

  /// What has no tab of its own.
  struct MoreView: View {
    let unread: Int

    var body: some View {
      Page {
        LinkRow(title: Words.moreOrders, symbol: "bag", value: Route.orders)
        LinkRow(title: Words.moreHistory, symbol: "clock", value: Route.history)
        LinkRow(title: Words.moreInvite, symbol: "person.2", value: Route.invite)
        LinkRow(title: Words.moreNews, symbol: "bell", count: unread, value: Route.news)
        LinkRow(title: Words.moreSettings, symbol: "gearshape", value: Route.settings)
      }
      .navigationTitle(Text(Words.tabMore))
    }
  }

  /// The screen of a route.
  struct RouteView: View {
    let route: Route
    let models: AppModels

    var body: some View {
      switch route {
      case .topUp: TopUpView(model: models.topUp)
      case .basket: BasketView(model: models.order)
      case .review: ReviewView(model: models.order) { models.placed($0) }
      case .orders: OrdersView(model: models.orders)
      case .order(let id):
        Kept(OrderDetailModel(session: models.session, id: id)) { model in
          OrderDetailView(model: model) { await models.orderAgain($0, without: $1) }
        }
      case .change(let order):
        Kept(OrderModel(session: models.session, purpose: .change(order))) { model in
          BasketView(model: model).task { await model.load() }
        }
      case .rewards:
        RewardsView(model: models.rewards) { voucher in
          Task { await models.showCode(using: voucher) }
        }
      case .surprise(let number):
        Kept(SurpriseModel(session: models.session, number: number)) { SurpriseView(model: $0) }
      case .invite: InviteView(model: models.invite)
      case .history: HistoryView(model: models.history, receipts: models.receipts)
      case .receipt(let receipt): ReceiptView(receipt: receipt)
      case .news: NewsView(model: models.news)
      case .settings: SettingsView(model: models.settings, version: models.version)
      case .email: EmailView(model: models.settings)
      case .phones: PhonesView(model: models.phones)
      case .move: MoveView(model: models.move)
      case .leave:
        LeaveView(
          model: models.leave, balance: models.home.state.contents?.balance ?? Cents(0),
          folder: models.exports, left: models.left)
      }
    }
  }

  /// A model that lives as long as its screen, however often the screen is drawn.
  struct Kept<Model: AnyObject, Content: View>: View {
    @State private var model: Model
    private let content: (Model) -> Content

    init(_ model: Model, @ViewBuilder content: @escaping (Model) -> Content) {
      _model = State(initialValue: model)
      self.content = content
    }

    var body: some View {
      content(model)
    }
  }
#endif
