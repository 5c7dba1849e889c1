#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// Surprises to open, vouchers to use, what dough can be spent on, and what was found before.
  struct RewardsView: View {
    @Environment(\.locale) private var locale
    let model: RewardsModel
    let use: @MainActor (Voucher) -> Void
    @State private var taking: Offer?
    @State private var returning: Voucher?

    var body: some View {
      Page {
        ErrandLine(errand: model.errand)
        ShownView(model.state, none: Words.rewardsNone, retry: { await model.load() }) { rewards in
          VStack(alignment: .leading, spacing: Space.medium) {
            ForEach(rewards.surprises, id: \.self) { number in
              NavigationLink(value: Route.surprise(number)) { WaitingSurprise() }
                .buttonStyle(.plain)
            }
            if !rewards.vouchers.isEmpty {
              Heading(words: Words.rewardsVouchers)
              ForEach(rewards.vouchers) { voucher in
                VoucherCard(
                  voucher: voucher, isBusy: model.errand.isUnderWay, use: { use(voucher) },
                  giveBack: { returning = voucher })
              }
            }
            if !rewards.offers.isEmpty {
              Heading(words: Words.rewardsSpend)
              ForEach(rewards.offers) { offer in
                OfferCard(offer: offer, isBusy: model.errand.isUnderWay) { taking = offer }
              }
            }
            if !rewards.opened.isEmpty {
              Heading(words: Words.rewardsOpened)
              ForEach(rewards.opened) { OpenedRow(opened: $0) }
            }
          }
        }
      }
      .navigationTitle(Text(Words.rewardsTitle))
      .task { await model.load() }
      .confirmationDialog(
        Text(Words.rewardsTake), isPresented: (taking != nil).binding { taking = nil },
        titleVisibility: .visible
      ) {
        Button {
          guard let offer = taking else { return }
          Task { await model.take(offer.id) }
        } label: {
          Text(Words.rewardsTake)
        }
        Button(role: .cancel) {
        } label: {
          Text(Words.commonCancel)
        }
      } message: {
        if let taking { Text(taking.question) }
      }
      .confirmationDialog(
        Text(Words.rewardsGiveBack), isPresented: (returning != nil).binding { returning = nil },
        titleVisibility: .visible
      ) {
        Button(role: .destructive) {
          guard let voucher = returning else { return }
          Task { await model.giveBack(voucher.id) }
        } label: {
          Text(Words.rewardsGiveBack)
        }
        Button(role: .cancel) {
        } label: {
          Text(Words.commonCancel)
        }
      } message: {
        if let returning { Text(Words.rewardsGiveBackAsk(dough: Int(returning.cost))) }
      }
    }
  }

  struct WaitingSurprise: View {
    var body: some View {
      SaidCard(ground: Palette.butter, ink: Palette.onButter) {
        HStack(spacing: Space.medium) {
          Image(systemName: "gift.fill").accessibilityHidden(true)
          Text(Words.newsSurpriseReady).letters(.heading, .semibold)
        }
      }
    }
  }

  struct VoucherCard: View {
    @Environment(\.locale) private var locale
    let voucher: Voucher
    let isBusy: Bool
    let use: @MainActor () -> Void
    let giveBack: @MainActor () -> Void

    var body: some View {
      Card {
        VStack(alignment: .leading, spacing: Space.hair) {
          Text(verbatim: voucher.name).letters(.heading, .semibold)
          Aside(words: Words.rewardsUntil(date: Say(locale).date(voucher.expiresAt)))
          if voucher.minimum > Cents(0) {
            Aside(words: Words.rewardsMinimum(money: voucher.minimum.formatted(locale: locale)))
          }
          if voucher.order != nil {
            Text(Words.rewardsWithOrder).letters(.body, .semibold)
          }
        }
        .accessibilityElement(children: .combine)
        if voucher.order == nil {
          QuietButton(title: Words.rewardsUse) { use() }
          if voucher.cost > 0 {
            QuietButton(title: Words.rewardsGiveBack, role: .destructive, isBusy: isBusy) {
              giveBack()
            }
          }
        }
      }
    }
  }

  struct OfferCard: View {
    @Environment(\.locale) private var locale
    let offer: Offer
    let isBusy: Bool
    let take: @MainActor () -> Void

    var body: some View {
      Card {
        VStack(alignment: .leading, spacing: Space.hair) {
          Text(verbatim: offer.name).letters(.heading, .semibold)
          Text(Words.rewardsCost(dough: Int(offer.cost))).letters(.body, .semibold)
          Aside(words: offer.benefit.words(locale))
          if offer.minimum > Cents(0) {
            Aside(words: Words.rewardsMinimum(money: offer.minimum.formatted(locale: locale)))
          }
          Aside(words: Words.rewardsDays(count: offer.days))
          if offer.missing > 0 {
            Text(Words.rewardsMissing(dough: Int(offer.missing))).letters(.body, .semibold)
          }
        }
        .accessibilityElement(children: .combine)
        if offer.missing == 0 {
          QuietButton(title: Words.rewardsTake, isBusy: isBusy) { take() }
        }
      }
    }
  }

  extension Offer {
    /// What is asked before it is taken.
    var question: LocalizedStringResource {
      forfeits
        ? Words.rewardsTakeAskLost(dough: Int(cost)) : Words.rewardsTakeAsk(dough: Int(cost))
    }
  }

  extension Benefit {
    func words(_ locale: Locale) -> LocalizedStringResource {
      switch self {
      case .item(let name): Words.rewardsGivesItem(name: name)
      case .amount(let money): Words.rewardsGivesAmount(money: money.formatted(locale: locale))
      case .percent(let percent, nil): Words.rewardsGivesPercent(percent: "\(percent)")
      case .percent(let percent, let most?):
        Words.rewardsGivesPercentAtMost(
          percent: "\(percent)", money: most.formatted(locale: locale))
      }
    }
  }

  struct OpenedRow: View {
    @Environment(\.locale) private var locale
    let opened: OpenedSurprise

    var body: some View {
      SaidCard {
        Text(opened.prize.words).letters(.body, .semibold)
        Text(verbatim: Say(locale).date(opened.at))
          .letters(.small)
          .foregroundStyle(Palette.onQuiet)
      }
    }
  }

  extension Prize {
    var words: LocalizedStringResource {
      switch self {
      case .item(let name): Words.surpriseWon(name: name)
      case .dough(let dough): Words.surpriseWonDough(dough: Int(dough))
      }
    }
  }
#endif
