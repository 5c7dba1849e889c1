#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// What was chosen, and when it is fetched. Of an order that is changed, this is the whole screen.
  struct BasketView: View {
    @Environment(\.locale) private var locale
    let model: OrderModel

    var body: some View {
      Page {
        if model.basket.isEmpty {
          EmptyPlace(words: Words.orderBasketEmpty)
        } else {
          lines
          PickupPicker(model: model)
          total
        }
      }
      .navigationTitle(Text(Words.orderBasket))
      .smallTitle()
      .task { await model.chooseDay() }
    }

    @ViewBuilder private var lines: some View {
      ForEach(model.soldOutNames, id: \.self) { name in
        Notice(words: Words.troubleSoldOut(name: name), isBad: true)
      }
      ForEach(model.basket.entries) { entry in
        BasketRow(
          entry: entry, line: model.quote.contents?.lines.first { $0.id == entry.id },
          name: model.menu.contents?.item(entry.choice.item)?.name ?? entry.choice.item,
          takesMore: model.basket.takes(entry.choice)
        ) { quantity in await model.set(entry.choice, to: quantity) }
      }
    }

    @ViewBuilder private var total: some View {
      if let problem = model.quote.problem {
        ProblemLine(problem: problem)
      }
      if let quote = model.quote.contents {
        Card {
          Totals(quote: quote)
          if quote.isEstimate { Aside(words: Words.orderEstimate) }
        }
        if case .change = model.purpose {
          ChangeButton(model: model, due: quote.due)
        } else if model.isComplete {
          NavigationLink(value: Route.review) { MainLabel(title: Words.orderReview) }
            .buttonStyle(.plain)
        }
      }
    }
  }

  /// What it costs and earns.
  struct Totals: View {
    let quote: OrderQuote

    var body: some View {
      TotalRow(words: Words.orderTotal, total: quote.total)
      TakenOff(off: quote.off, due: quote.due)
      if quote.dough > 0 {
        Aside(words: Words.orderEarns(dough: Int(quote.dough)))
        ForEach(quote.reasons, id: \.self) { reason in
          Text(verbatim: reason).letters(.small).foregroundStyle(Palette.onQuiet)
        }
      }
    }
  }

  /// How the main button looks where it is a link.
  struct MainLabel: View {
    let title: LocalizedStringResource

    var body: some View {
      Text(title)
        .letters(.heading, .semibold)
        .multilineTextAlignment(.center)
        .padding(Space.small)
        .frame(maxWidth: .infinity, minHeight: Size.button)
        .foregroundStyle(Palette.onCrust)
        .background(Palette.crust, in: RoundedRectangle(cornerRadius: Corner.medium))
    }
  }

  struct BasketRow: View {
    @Environment(\.locale) private var locale
    let entry: Basket.Entry
    let line: OrderLine?
    let name: String
    let takesMore: Bool
    let set: @MainActor (Int) async -> Void

    var body: some View {
      Card {
        VStack(alignment: .leading, spacing: Space.hair) {
          HStack(alignment: .firstTextBaseline, spacing: Space.small) {
            Text(verbatim: line?.name ?? name).letters(.body, .semibold)
            Spacer(minLength: Space.small)
            if let amount = line?.amount {
              Text(verbatim: amount.formatted(locale: locale)).letters(.body)
            }
          }
          if let line { LineNotes(line: line) }
        }
        .accessibilityElement(children: .combine)
        HStack(spacing: Space.medium) {
          CountButton(
            symbol: entry.quantity > 1 ? "minus" : "trash",
            words: entry.quantity > 1 ? Words.orderLess : Words.orderRemove
          ) { await set(entry.quantity - 1) }
          Text(verbatim: entry.quantity.formatted(.number.locale(locale)))
            .letters(.heading, .bold)
          CountButton(symbol: "plus", words: Words.orderMore) { await set(entry.quantity + 1) }
            .disabled(!takesMore)
        }
      }
    }
  }

  struct CountButton: View {
    let symbol: String
    let words: LocalizedStringResource
    let action: @MainActor () async -> Void

    var body: some View {
      Button {
        Task { await action() }
      } label: {
        Image(systemName: symbol)
          .frame(minWidth: Size.touch, minHeight: Size.touch)
          .foregroundStyle(Palette.onCrustSoft)
          .background(Palette.crustSoft, in: Circle())
          .contentShape(Circle())
      }
      .buttonStyle(.plain)
      .accessibilityLabel(Text(words))
    }
  }

  /// Saves another shape of an order.
  struct ChangeButton: View {
    @Environment(\.locale) private var locale
    @Environment(\.dismiss) private var dismiss
    let model: OrderModel
    let due: Cents

    var body: some View {
      VStack(spacing: Space.small) {
        if case .failed(let problem) = model.placing {
          ProblemLine(problem: problem)
        }
        if model.missing > Cents(0) {
          Notice(words: Words.orderBalanceShort(money: model.missing.formatted(locale: locale)))
        } else {
          MainButton(
            title: Words.ordersSaveEdit(money: due.formatted(locale: locale)),
            isBusy: model.placing == .underWay
          ) { await model.place() }
          .disabled(!model.isComplete)
        }
      }
      .onChange(of: model.placing) { _, placing in
        if case .placed = placing { dismiss() }
      }
    }
  }
#endif
