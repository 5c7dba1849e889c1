#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// One surprise: its odds, its opening, and what was in it.
  struct SurpriseView: View {
    @Bindable var model: SurpriseModel

    var body: some View {
      Page {
        switch model.state {
        case .loading: LoadingView()
        case .gone: EmptyPlace(words: Words.rewardsNone)
        case .closed(let surprise): closed(surprise)
        case .opening(let hint): opening(hint)
        case .opened(let opened): RevealView(opened: opened)
        case .failed(let problem): ProblemView(problem: problem) { await model.load() }
        }
      }
      .navigationTitle(Text(Words.surpriseTitle))
      .smallTitle()
      .task { await model.load() }
    }

    @ViewBuilder private func closed(_ surprise: ClosedSurprise) -> some View {
      GiftPicture(symbol: "gift.fill")
      if let age = surprise.minimumAge {
        Toggle(isOn: $model.isOfAge) {
          Text(Words.surpriseOfAge(years: age)).letters(.body).foregroundStyle(Palette.onGround)
        }
        .tint(Palette.crust)
        .frame(minHeight: Size.touch)
      }
      MainButton(title: Words.surpriseOpen) { await model.open() }
        .disabled(model.asksForAge)
      OddsView(chances: surprise.chances)
    }

    @ViewBuilder private func opening(_ hint: Problem?) -> some View {
      GiftPicture(symbol: "gift.fill")
      ProgressView()
        .accessibilityLabel(Text(Words.surpriseOpening))
        .frame(maxWidth: .infinity)
      Aside(words: Words.surpriseOpening)
      if let hint { Notice(words: hint.words) }
    }
  }

  struct GiftPicture: View {
    @ScaledMetric private var size = 96.0
    let symbol: String

    var body: some View {
      Image(systemName: symbol)
        .resizable()
        .aspectRatio(contentMode: .fit)
        .frame(width: size, height: size)
        .foregroundStyle(Palette.butter)
        .frame(maxWidth: .infinity)
        .accessibilityHidden(true)
    }
  }

  /// What may be inside, with the chances that the server draws by.
  struct OddsView: View {
    @Environment(\.locale) private var locale
    let chances: [ClosedSurprise.Chance]

    var body: some View {
      Card {
        Text(Words.surpriseInside)
          .letters(.subheading, .semibold)
          .accessibilityAddTraits(.isHeader)
        ForEach(chances) { chance in
          HStack(alignment: .firstTextBaseline) {
            Text(verbatim: chance.name)
            Spacer(minLength: Space.small)
            Text(Words.surpriseChance(percent: Say(locale).percent(chance.share)))
              .foregroundStyle(Palette.onQuiet)
          }
          .letters(.body)
          .accessibilityElement(children: .combine)
        }
      }
    }
  }

  /// What was in it: the gift grows out of a ring of crumbs, unless the customer wants less motion.
  struct RevealView: View {
    @Environment(\.accessibilityReduceMotion) private var isCalm
    @State private var isOut = false
    let opened: OpenedSurprise

    private static let crumbs = 12

    var body: some View {
      VStack(spacing: Space.medium) {
        ZStack {
          ForEach(0..<Self.crumbs, id: \.self) { number in
            Circle()
              .fill(Palette.crust)
              .frame(width: Space.small, height: Space.small)
              .offset(y: isOut ? -88 : 0)
              .rotationEffect(.degrees(360 / Double(Self.crumbs) * Double(number)))
              .opacity(isOut ? 1 : 0)
          }
          GiftPicture(symbol: opened.prize.symbol)
            .scaleEffect(isOut ? 1 : 0.4)
        }
        .frame(minHeight: 220)
        .accessibilityHidden(true)
        VStack(spacing: Space.small) {
          Text(opened.prize.words)
            .letters(.title, .bold)
            .multilineTextAlignment(.center)
            .foregroundStyle(Palette.onGround)
            .accessibilityAddTraits(.isHeader)
          if case .item = opened.prize { Aside(words: Words.surpriseToVouchers) }
          Aside(words: opened.verified ? Words.surpriseHonest : Words.surpriseNotChecked)
        }
        .frame(maxWidth: .infinity)
      }
      .sensoryFeedback(.success, trigger: isOut)
      .onAppear {
        if isCalm {
          isOut = true
        } else {
          withAnimation(.easeOut(duration: Motion.long)) { isOut = true }
        }
      }
    }
  }

  extension Prize {
    /// A picture for it.
    fileprivate var symbol: String {
      switch self {
      case .item: "ticket.fill"
      case .dough: "sparkles"
      }
    }
  }
#endif
