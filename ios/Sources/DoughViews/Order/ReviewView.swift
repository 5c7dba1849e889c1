#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The last look before an order is placed.
  struct ReviewView: View {
    @Environment(\.locale) private var locale
    let model: OrderModel
    let placed: @MainActor (OrderContents.ID) -> Void

    var body: some View {
      Page {
        if let quote = model.quote.contents, let shop = model.shop, let time = model.time {
          SaidCard {
            Text(
              Words.orderPickup(
                day: model.day.map {
                  DayName($0, in: shop.timeZone, locale: locale).text
                } ?? "", time: time.label, shop: shop.name)
            )
            .letters(.heading, .semibold)
          }
          Card {
            LinesView(lines: quote.lines)
            Divider()
            Totals(quote: quote)
            if quote.isEstimate { Aside(words: Words.orderEstimate) }
          }
          if !quote.usable.isEmpty { redeem(quote) }
          pay(quote.due)
        }
        if case .failed(let problem) = model.placing {
          ProblemLine(problem: problem)
        }
      }
      .navigationTitle(Text(Words.orderReview))
      .smallTitle()
      .lossWarning(
        isShown: model.placing == .warnsOfLoss, dismiss: { model.dismiss() },
        goOn: { await model.topUpAndPlace(evenSo: true) }
      )
      .onChange(of: model.placing) { _, placing in
        guard case .placed(let id) = placing else { return }
        model.dismiss()
        placed(id)
      }
    }

    @ViewBuilder private func redeem(_ quote: OrderQuote) -> some View {
      Heading(words: Words.orderRedeem)
      ChoiceButton(
        title: String(localized: Words.orderRedeemNone), isChosen: quote.redeem == nil
      ) { choose(nil) }
      ForEach(quote.usable) { one in
        ChoiceButton(title: name(of: one), isChosen: one == quote.redeem) { choose(one.id) }
      }
    }

    private func name(of one: OrderQuote.Usable) -> String {
      let words = Words.orderRedeemChoice(
        name: one.name, money: one.off.formatted(locale: locale))
      return String(localized: words)
    }

    private func choose(_ voucher: Voucher.ID?) {
      Task { await model.choose(redeem: voucher) }
    }

    @ViewBuilder private func pay(_ due: Cents) -> some View {
      let isBusy = model.placing == .underWay
      if model.missing > Cents(0) {
        let missing = model.missing.formatted(locale: locale)
        Notice(words: Words.orderBalanceShort(money: missing))
        MainButton(title: Words.orderTopUpAndPlace(money: missing), isBusy: isBusy) {
          await model.topUpAndPlace()
        }
      } else {
        if let after = model.balanceAfter {
          Aside(words: Words.orderBalanceAfter(money: after.formatted(locale: locale)))
        }
        MainButton(
          title: Words.orderPlace(money: due.formatted(locale: locale)), isBusy: isBusy
        ) { await model.place() }
      }
    }
  }
#endif
