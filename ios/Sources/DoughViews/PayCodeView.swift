#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The code at the till, and what came of it.
  public struct PayCodeView: View {
    @Environment(\.colorScheme) private var scheme
    @Environment(\.locale) private var locale
    private let model: PayModel
    private let wish: PayModel.Wish
    private let close: @MainActor () -> Void

    public init(
      model: PayModel, wish: PayModel.Wish, close: @escaping @MainActor () -> Void
    ) {
      self.model = model
      self.wish = wish
      self.close = close
    }

    public var body: some View {
      let palette = Palette.of(scheme)
      VStack(spacing: 24) {
        switch model.state {
        case .idle, .making:
          ProgressView().accessibilityLabel(Text("Making your code"))
        case .showing(let picture):
          showing(picture, palette)
        case .booked(let booking):
          booked(booking, palette)
        case .failed(let problem):
          ProblemView(problem: problem) { Task { await model.show(wish) } }
        }
      }
      .padding(24)
      .frame(maxWidth: .infinity, maxHeight: .infinity)
      .background(palette.background)
      .task { await model.show(wish) }
      .onDisappear { model.stop() }
    }

    private func showing(_ picture: CodePicture, _ palette: Palette) -> some View {
      VStack(spacing: 16) {
        CodeView(picture: picture)
        if let max = wish.payMax {
          Text("Pays up to \(max.formatted(locale: locale))").foregroundStyle(palette.ink)
        }
        if wish.earns {
          Text("Collects dough").foregroundStyle(palette.secondInk)
        }
      }
    }

    private func booked(_ booking: PayModel.Booking, _ palette: Palette) -> some View {
      VStack(spacing: 16) {
        Image(systemName: "checkmark.circle.fill")
          .font(.largeTitle)
          .foregroundStyle(palette.good)
          .accessibilityHidden(true)
        Text(verbatim: booking.text)
          .font(.title3)
          .multilineTextAlignment(.center)
          .foregroundStyle(palette.ink)
        if booking.total > Cents(0) {
          Text("\(booking.total.formatted(locale: locale)) in all")
            .foregroundStyle(palette.secondInk)
        }
        MainButton(title: "Done", action: close)
      }
    }
  }
#endif
