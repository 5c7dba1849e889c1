#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// One order: what to say at the counter, when, and what can still be done.
  struct OrderDetailView: View {
    @Environment(\.locale) private var locale
    @State private var asksToCallOff = false
    let model: OrderDetailModel
    /// Begins a new order with what was in this one; without an item that is sold out.
    let orderAgain: @MainActor (OrderContents, ShopMenu.Item.ID?) async -> Void

    var body: some View {
      Page {
        ShownView(model.state, none: Words.ordersNone, retry: { await model.load() }) { order in
          VStack(alignment: .leading, spacing: Space.medium) {
            head(order)
            if let trouble = order.trouble {
              TroubleView(order: order, trouble: trouble, model: model, orderAgain: orderAgain)
            }
            Card {
              LinesView(lines: order.lines)
              Divider()
              TotalRow(words: Words.orderTotal, total: order.total)
              TakenOff(off: order.off, due: order.due)
              if order.dough > 0, order.status.isOpen {
                Aside(words: Words.ordersWillEarn(dough: Int(order.dough)))
              }
            }
            ErrandLine(errand: model.errand)
            actions(order)
          }
        }
      }
      .navigationTitle(Text(Words.orderTitle))
      .smallTitle()
      .task { await model.load() }
      .lossWarning(
        isShown: model.warnsOfLoss, dismiss: { model.dismissWarning() },
        goOn: { await model.topUpAndPlaceAgain(evenSo: true) }
      )
      .confirmationDialog(
        Text(Words.ordersCallOff), isPresented: $asksToCallOff, titleVisibility: .visible
      ) {
        Button(role: .destructive) {
          Task { await model.callOff() }
        } label: {
          Text(Words.ordersCallOff)
        }
        Button(role: .cancel) {
        } label: {
          Text(Words.ordersKeep)
        }
      } message: {
        Text(Words.ordersCallOffAsk)
      }
    }

    private func head(_ order: OrderContents) -> some View {
      let isReady = order.status == .prepared
      return SaidCard(
        ground: isReady ? Palette.leafSoft : Palette.card,
        ink: isReady ? Palette.onLeafSoft : Palette.onCard
      ) {
        if isReady {
          Text(Words.ordersPrepared).letters(.subheading, .semibold)
        } else {
          StatusText(status: order.status)
        }
        Text(
          Words.orderPickup(
            day: Say(locale).date(order.dueAt), time: order.pickup.label, shop: order.shopName)
        )
        .letters(.body)
        if order.status == .reserved {
          CountdownText(dueAt: order.dueAt)
        }
        if let code = order.code, order.status == .reserved || isReady {
          Text(verbatim: code).letters(.figureHuge, .bold)
          Text(Words.ordersSayCode).letters(.small)
        }
        if order.status == .proposed, let end = order.holdEndsAt {
          Text(Words.ordersKept(time: Say(locale).time(end))).letters(.small)
        }
      }
    }

    @ViewBuilder private func actions(_ order: OrderContents) -> some View {
      if order.status == .proposed {
        MainButton(
          title: Words.ordersPay(money: order.due.formatted(locale: locale)),
          isBusy: model.errand.isUnderWay
        ) { await model.pay() }
      }
      if order.canChange {
        if order.status != .placing {
          NavigationLink(value: Route.change(order)) { QuietLabel(title: Words.ordersEdit) }
            .buttonStyle(.plain)
        }
        QuietButton(
          title: Words.ordersCallOff, role: .destructive, isBusy: model.errand.isUnderWay
        ) { asksToCallOff = true }
      }
      if !order.status.isOpen, order.trouble == nil {
        QuietButton(title: Words.ordersAgain) { await orderAgain(order, nil) }
      }
    }
  }

  /// Why an order was refused, with what can be done instead.
  struct TroubleView: View {
    @Environment(\.locale) private var locale
    let order: OrderContents
    let trouble: OrderContents.Trouble
    let model: OrderDetailModel
    let orderAgain: @MainActor (OrderContents, ShopMenu.Item.ID?) async -> Void

    var body: some View {
      VStack(alignment: .leading, spacing: Space.small) {
        switch trouble {
        case .priceChanged(let total):
          let money = total.formatted(locale: locale)
          Notice(words: Words.troublePriceChanged(money: money))
          MainButton(title: Words.orderPlace(money: money), isBusy: isBusy) {
            await model.placeAgain()
          }
        case .otherTime(let times) where times.isEmpty:
          Notice(words: Words.troubleNoOtherTime, isBad: true)
          again(nil)
        case .otherTime(let times):
          Notice(words: Words.troubleOtherTime)
          ForEach(times) { time in
            ChoiceButton(title: time.label, isChosen: false) {
              Task { await model.placeAgain(at: time) }
            }
          }
        case .soldOut(let item, let name):
          Notice(words: Words.troubleSoldOut(name: name), isBad: true)
          again(item)
        case .shopPaused(let until):
          Notice(words: Words.troubleShopPaused(time: Say(locale).time(until)), isBad: true)
          again(nil)
        case .balanceShort(let missing):
          let money = missing.formatted(locale: locale)
          Notice(words: Words.troubleBalanceShort(money: money))
          MainButton(title: Words.orderTopUpAndPlace(money: money), isBusy: isBusy) {
            await model.topUpAndPlaceAgain()
          }
        case .other(let code):
          Notice(words: Words.failure(code: code) ?? Words.kindRefused, isBad: true)
          again(nil)
        }
      }
    }

    private var isBusy: Bool { model.errand.isUnderWay }

    private func again(_ soldOut: ShopMenu.Item.ID?) -> some View {
      QuietButton(title: Words.ordersAgain) { await orderAgain(order, soldOut) }
    }
  }
#endif
