#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// Money to pay in, with a warning before the first time where nothing leads back to the wallet.
  struct TopUpView: View {
    @Environment(\.locale) private var locale
    @Bindable var model: TopUpModel

    var body: some View {
      Page {
        Aside(words: Words.topUpHint)
        LazyVGrid(
          columns: [GridItem(.adaptive(minimum: 120), spacing: Space.small)], spacing: Space.small
        ) {
          ForEach(TopUpModel.amounts, id: \.self) { amount in
            ChoiceButton(
              title: amount.formatted(locale: locale), isChosen: amount == model.amount
            ) { model.amount = amount }
          }
        }
        MainButton(
          title: Words.topUpPay(money: model.amount.formatted(locale: locale)),
          isBusy: model.errand.isUnderWay
        ) { await model.topUp() }
        outcome
      }
      .navigationTitle(Text(Words.topUpTitle))
      .smallTitle()
      .lossWarning(
        isShown: model.warnsOfLoss, dismiss: { model.dismissWarning() },
        goOn: { await model.topUp(evenSo: true) })
    }

    @ViewBuilder private var outcome: some View {
      let money = (model.paying ?? model.amount).formatted(locale: locale)
      switch model.errand {
      case .idle: EmptyView()
      case .underWay(let hint):
        Aside(words: Words.topUpUnderWay(money: money))
        if let hint { Notice(words: hint.words) }
      case .done: Notice(words: Words.topUpReady(money: money))
      case .failed(let problem): ProblemLine(problem: problem)
      }
    }
  }

  /// One of several, of which one is chosen.
  struct ChoiceButton: View {
    let title: String
    let isChosen: Bool
    let action: @MainActor () -> Void

    var body: some View {
      Button(action: action) {
        Text(verbatim: title)
          .letters(.body, isChosen ? .bold : .regular)
          .padding(Space.small)
          .frame(maxWidth: .infinity, minHeight: Size.touch)
          .foregroundStyle(isChosen ? Palette.onCrust : Palette.onCrustSoft)
          .background(
            isChosen ? Palette.crust : Palette.crustSoft,
            in: RoundedRectangle(cornerRadius: Corner.small))
      }
      .buttonStyle(.plain)
      .accessibilityAddTraits(isChosen ? [.isSelected] : [])
    }
  }

  extension View {
    /// Says that money would be lost with the phone, and asks whether to go on.
    func lossWarning(
      isShown: Bool, dismiss: @escaping @MainActor () -> Void,
      goOn: @escaping @MainActor () async -> Void
    ) -> some View {
      confirmationDialog(
        Text(Words.topUpNoEmailTitle), isPresented: isShown.binding(dismiss),
        titleVisibility: .visible
      ) {
        Button {
          Task { await goOn() }
        } label: {
          Text(Words.topUpEvenSo)
        }
        Button(role: .cancel, action: dismiss) { Text(Words.commonCancel) }
      } message: {
        Text(Words.topUpNoEmail)
      }
    }
  }

  extension Bool {
    /// For a dialogue that a model's state opens: closing it tells the model.
    @MainActor
    func binding(_ dismiss: @escaping @MainActor () -> Void) -> Binding<Bool> {
      Binding(get: { self }, set: { @MainActor isShown in if !isShown { dismiss() } })
    }
  }
#endif
