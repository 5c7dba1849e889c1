#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The first screen: dots, money, what comes next, and one button to pay.
  public struct HomeView: View {
    @Environment(\.colorScheme) private var scheme
    @Environment(\.locale) private var locale
    private let model: HomeModel
    private let pay: @MainActor () -> Void

    public init(model: HomeModel, pay: @escaping @MainActor () -> Void) {
      self.model = model
      self.pay = pay
    }

    public var body: some View {
      let palette = Palette.of(scheme)
      Group {
        switch model.state {
        case .loading:
          ProgressView().accessibilityLabel(Text("Opening your wallet"))
        case .failed(let problem):
          ProblemView(problem: problem) { Task { await model.load() } }
        case .ready(let home):
          ready(home, palette)
        }
      }
      .frame(maxWidth: .infinity, maxHeight: .infinity)
      .background(palette.background)
      .task { await model.load() }
    }

    private func ready(_ home: HomeContents, _ palette: Palette) -> some View {
      ScrollView {
        VStack(spacing: 16) {
          access(home.access, palette)
          if let since = home.offlineSince {
            Text("Offline since \(since, format: .dateTime.hour().minute())")
              .font(.footnote)
              .foregroundStyle(palette.secondInk)
          }
          dough(home, palette)
          money(home, palette)
          if let pickup = home.nextPickup {
            nextPickup(pickup, palette)
          }
          if home.outbox > 0 {
            Text("\(home.outbox) on the way to the bakery")
              .font(.footnote)
              .foregroundStyle(palette.secondInk)
          }
          if home.access == .open {
            MainButton(title: "Pay and collect", action: pay)
          }
        }
        .padding(16)
      }
    }

    @ViewBuilder
    private func access(_ access: HomeContents.Access, _ palette: Palette) -> some View {
      switch access {
      case .open:
        EmptyView()
      case .opening:
        Text("Your wallet opens as soon as there is a connection.")
          .foregroundStyle(palette.secondInk)
      case .revoked:
        Text("This phone was taken out of the wallet. You see it as it was then.")
          .foregroundStyle(palette.bad)
      case .erased:
        Text("This wallet was erased.")
          .foregroundStyle(palette.bad)
      }
    }

    private func dough(_ home: HomeContents, _ palette: Palette) -> some View {
      Card {
        Text("\(home.dough) dough").font(.title).bold()
        if let count = home.dotsInRow {
          DotsRow(filled: home.dots, count: count)
        }
        if home.surprisesReady > 0 {
          Text("\(home.surprisesReady) surprises to open").foregroundStyle(palette.good)
        } else if let missing = home.dotsToGo {
          Text("\(missing) more to the next surprise").foregroundStyle(palette.secondInk)
        }
        if home.pendingDough > 0 {
          Text("\(home.pendingDough) on the way").foregroundStyle(palette.secondInk)
        }
        if home.vouchers > 0 {
          Text("\(home.vouchers) vouchers to use")
        }
      }
    }

    private func money(_ home: HomeContents, _ palette: Palette) -> some View {
      Card {
        Text("Balance").font(.headline).foregroundStyle(palette.secondInk)
        Text(verbatim: home.balance.formatted(locale: locale)).font(.title).bold()
        if home.held > Cents(0) {
          Text("\(home.held.formatted(locale: locale)) held for orders")
            .foregroundStyle(palette.secondInk)
        }
      }
    }

    private func nextPickup(_ pickup: HomeContents.Pickup, _ palette: Palette) -> some View {
      Card {
        Text("Next pickup").font(.headline).foregroundStyle(palette.secondInk)
        Text("\(pickup.time) at \(pickup.shopName)").font(.title3)
        Text("Say \(pickup.code) at the counter")
        if pickup.isReady {
          Text("Ready for you").bold().foregroundStyle(palette.good)
        }
      }
    }
  }
#endif
