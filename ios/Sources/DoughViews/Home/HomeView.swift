#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// The first screen: dots, money, what is fetched next, and the code one tap away.
  public struct HomeView: View {
    private let state: Shown<HomeContents>
    private let retry: @MainActor () async -> Void
    private let showCode: @MainActor () async -> Void
    private let beginAnew: @MainActor () async -> Void

    /// `beginAnew`: forgets a wallet that this phone may not use any more.
    public init(
      state: Shown<HomeContents>, retry: @escaping @MainActor () async -> Void,
      showCode: @escaping @MainActor () async -> Void,
      beginAnew: @escaping @MainActor () async -> Void
    ) {
      self.state = state
      self.retry = retry
      self.showCode = showCode
      self.beginAnew = beginAnew
    }

    public var body: some View {
      Page {
        ShownView(state, none: Words.homeNotOpenYet, retry: retry) { home in
          HomeCards(home: home)
          if home.access == .revoked || home.access == .erased {
            QuietButton(title: Words.homeBeginAnew, action: beginAnew)
          }
        }
      }
      .safeAreaInset(edge: .bottom) {
        if state.contents?.access == .open {
          MainButton(title: Words.homeShowCode, action: showCode)
            .padding(Space.medium)
        }
      }
    }
  }

  struct HomeCards: View {
    @Environment(\.locale) private var locale
    let home: HomeContents

    var body: some View {
      VStack(alignment: .leading, spacing: Space.medium) {
        access
        if let from = home.spendsFrom {
          Notice(words: Words.homeSpendsFrom(time: Say(locale).moment(from)))
        }
        if let pickup = home.nextPickup {
          NavigationLink(value: Route.order(pickup.id)) { PickupCard(pickup: pickup) }
            .buttonStyle(.plain)
        }
        dough
        gifts
        money
        if home.access == .open, !home.hasEmail {
          Card(ground: Palette.butterSoft, ink: Palette.onButterSoft) {
            Text(Words.homeNoEmail).letters(.body)
            NavigationLink(value: Route.email) { QuietLabel(title: Words.homeAddEmail) }
              .buttonStyle(.plain)
          }
        }
        if home.outbox > 0 {
          Aside(words: Words.commonSending(count: home.outbox))
        }
      }
    }

    @ViewBuilder private var access: some View {
      switch home.access {
      case .open: EmptyView()
      case .opening: Notice(words: Words.homeNotOpenYet)
      case .revoked: Notice(words: Words.homeRevoked, isBad: true)
      case .erased: Notice(words: Words.homeErased, isBad: true)
      }
    }

    private var dough: some View {
      SaidCard {
        HStack(alignment: .firstTextBaseline, spacing: Space.small) {
          Text(verbatim: home.dough.formatted(.number.locale(locale))).letters(.figureLarge, .bold)
          Text(Words.commonDough).letters(.title)
        }
        if let count = home.dotsInRow {
          DotsRow(filled: home.dots, count: count)
        }
        if let missing = home.dotsToGo {
          Aside(words: Words.homeUntilSurprise(count: Int(missing)))
        }
        if home.owedDough > 0 {
          Aside(words: Words.homeOwed(dough: Int(home.owedDough)))
        }
        if home.pendingDough > 0 {
          Aside(words: Words.homePending(dough: Int(home.pendingDough)))
        }
      }
    }

    @ViewBuilder private var gifts: some View {
      if home.surprisesReady > 0 {
        LinkRow(
          title: Words.homeSurprises(count: home.surprisesReady), symbol: "gift.fill",
          value: Route.rewards)
      }
      if home.vouchers > 0 {
        LinkRow(
          title: Words.homeVouchers(count: home.vouchers), symbol: "ticket", value: Route.rewards)
      }
      if home.unread > 0 {
        LinkRow(title: Words.homeUnread(count: home.unread), symbol: "bell", value: Route.news)
      }
    }

    private var money: some View {
      Card {
        VStack(alignment: .leading, spacing: Space.small) {
          Text(Words.homeBalance).letters(.subheading).foregroundStyle(Palette.onQuiet)
          Text(verbatim: home.balance.formatted(locale: locale)).letters(.figure, .bold)
          if home.held > Cents(0) {
            Aside(words: Words.homeHeld(money: home.held.formatted(locale: locale)))
          }
        }
        .accessibilityElement(children: .combine)
        if home.access == .open {
          NavigationLink(value: Route.topUp) { QuietLabel(title: Words.homeTopUp) }
            .buttonStyle(.plain)
        }
      }
    }
  }

  /// The order that is fetched next.
  struct PickupCard: View {
    let pickup: HomeContents.Pickup

    var body: some View {
      SaidCard(
        ground: pickup.isReady ? Palette.leafSoft : Palette.card,
        ink: pickup.isReady ? Palette.onLeafSoft : Palette.onCard
      ) {
        Text(pickup.isReady ? Words.homePickupReady : Words.homeNextPickup)
          .letters(.subheading, .semibold)
        HStack(alignment: .firstTextBaseline, spacing: Space.small) {
          Text(verbatim: pickup.time).letters(.figure, .bold)
          if !pickup.isReady { CountdownText(dueAt: pickup.dueAt) }
        }
        Text(verbatim: pickup.shopName).letters(.body)
        Text(Words.homePickupCode(code: pickup.code)).letters(.body, .semibold)
      }
    }
  }

  /// How long it is until a pickup, as time goes by.
  struct CountdownText: View {
    let dueAt: Date

    var body: some View {
      TimelineView(.periodic(from: dueAt, by: 30)) { context in
        switch Countdown(to: dueAt, from: context.date) {
        case .now: Text(Words.ordersNow).letters(.body)
        case .minutes(let count): Text(Words.ordersInMinutes(count: count)).letters(.body)
        case .hours(let count): Text(Words.ordersInHours(count: count)).letters(.body)
        case .later: EmptyView()
        }
      }
      .accessibilityAddTraits(.updatesFrequently)
    }
  }
#endif
