#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// Surprises to open, vouchers to use, and what was found before.
  struct RewardsView: View {
    @Environment(\.locale) private var locale
    let model: RewardsModel
    let use: @MainActor (Voucher) -> Void

    var body: some View {
      Page {
        ShownView(model.state, none: Words.rewardsNone, retry: { await model.load() }) { rewards in
          VStack(alignment: .leading, spacing: Space.medium) {
            ForEach(rewards.surprises, id: \.self) { number in
              NavigationLink(value: Route.surprise(number)) { WaitingSurprise() }
                .buttonStyle(.plain)
            }
            if !rewards.vouchers.isEmpty {
              Heading(words: Words.rewardsVouchers)
              ForEach(rewards.vouchers) { voucher in
                VoucherCard(voucher: voucher) { use(voucher) }
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
    let use: @MainActor () -> Void

    var body: some View {
      Card {
        VStack(alignment: .leading, spacing: Space.hair) {
          Text(verbatim: voucher.name).letters(.heading, .semibold)
          Aside(words: Words.rewardsUntil(date: Say(locale).date(voucher.expiresAt)))
        }
        .accessibilityElement(children: .combine)
        QuietButton(title: Words.rewardsUse) { use() }
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
