#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// What a screen shows while it reads, when there is nothing, when it failed, and when it is ready.
  struct ShownView<Contents: Equatable & Sendable, Ready: View>: View {
    private let shown: Shown<Contents>
    private let none: LocalizedStringResource
    private let retry: @MainActor () async -> Void
    private let ready: (Contents) -> Ready

    init(
      _ shown: Shown<Contents>, none: LocalizedStringResource,
      retry: @escaping @MainActor () async -> Void,
      @ViewBuilder ready: @escaping (Contents) -> Ready
    ) {
      self.shown = shown
      self.none = none
      self.retry = retry
      self.ready = ready
    }

    var body: some View {
      Group {
        switch shown {
        case .loading: LoadingView()
        case .empty: EmptyPlace(words: none)
        case .failed(let problem): ProblemView(problem: problem, retry: retry)
        case .ready(let contents): ready(contents)
        }
      }
      .frame(maxWidth: .infinity)
    }
  }

  struct LoadingView: View {
    var body: some View {
      ProgressView()
        .accessibilityLabel(Text(Words.commonLoading))
        .frame(maxWidth: .infinity, minHeight: Size.button)
    }
  }

  /// Where something will be.
  struct EmptyPlace: View {
    let words: LocalizedStringResource

    var body: some View {
      Text(words)
        .letters(.body)
        .multilineTextAlignment(.center)
        .fixedSize(horizontal: false, vertical: true)
        .frame(maxWidth: .infinity)
        .padding(Space.huge)
        .foregroundStyle(Palette.onQuiet)
        .background(Palette.quiet, in: RoundedRectangle(cornerRadius: Corner.medium))
    }
  }
#endif
