#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The code at the till, and what came of it. The screen is bright while a code shows; nothing of it
  /// is seen while the app is not in front.
  public struct PayCodeView: View {
    @Environment(\.locale) private var locale
    @Environment(\.scenePhase) private var phase
    private let model: PayModel
    private let wish: PayModel.Wish
    /// What the wish's voucher is for.
    private let voucher: String?
    private let screen: BrightScreen?
    private let close: @MainActor () -> Void

    public init(
      model: PayModel, wish: PayModel.Wish, voucher: String? = nil, screen: BrightScreen?,
      close: @escaping @MainActor () -> Void
    ) {
      self.model = model
      self.wish = wish
      self.voucher = voucher
      self.screen = screen
      self.close = close
    }

    public var body: some View {
      Page {
        switch model.state {
        case .idle, .making: LoadingView()
        case .showing(let picture): showing(picture)
        case .booked(let booking): booked(booking)
        case .failed(let problem): ProblemView(problem: problem) { await model.show(wish) }
        }
        QuietButton(title: Words.commonClose) { close() }
      }
      .navigationTitle(Text(Words.payTitle))
      .smallTitle()
      .task { await model.show(wish) }
      .onChange(of: isBright, initial: true) { _, bright in
        if bright { screen?.raise() } else { screen?.putBack() }
      }
      .onDisappear {
        screen?.putBack()
        model.stop()
      }
    }

    private var isBright: Bool {
      if case .showing = model.state { phase == .active } else { false }
    }

    private func showing(_ picture: CodePicture) -> some View {
      VStack(spacing: Space.medium) {
        SquaresView(squares: picture.squares, label: Words.payPicture)
          .clipShape(RoundedRectangle(cornerRadius: Corner.medium))
          .privacySensitive()
          .opacity(phase == .active ? 1 : 0)
        Text(Words.payHint)
          .letters(.body)
          .multilineTextAlignment(.center)
          .foregroundStyle(Palette.onGround)
        if let voucher {
          Text(Words.payWithVoucher(name: voucher))
            .letters(.body, .semibold)
            .foregroundStyle(Palette.onGround)
        }
        if let max = wish.payMax {
          Aside(words: Words.payUpTo(money: max.formatted(locale: locale)))
        }
        if wish.earns {
          Aside(words: Words.payEarns)
        }
      }
      .frame(maxWidth: .infinity)
    }

    private func booked(_ booking: PayModel.Booking) -> some View {
      SaidCard(ground: Palette.leafSoft, ink: Palette.onLeafSoft) {
        Image(systemName: "checkmark.circle.fill")
          .accessibilityHidden(true)
        Text(verbatim: booking.text).letters(.heading, .semibold)
        if booking.total > Cents(0) {
          Text(Words.payInAll(money: booking.total.formatted(locale: locale))).letters(.body)
        }
      }
      .sensoryFeedback(.success, trigger: booking)
    }
  }
#endif
