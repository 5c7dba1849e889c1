#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// What went wrong, in words, with the stable code for who is asked for help.
  struct ProblemView: View {
    @Environment(\.colorScheme) private var scheme
    let problem: Problem
    let retry: @MainActor () -> Void

    var body: some View {
      let palette = Palette.of(scheme)
      VStack(spacing: 16) {
        Text(words)
          .font(.title3)
          .multilineTextAlignment(.center)
          .foregroundStyle(palette.ink)
        Text(verbatim: problem.code)
          .font(.footnote)
          .foregroundStyle(palette.secondInk)
        if problem.kind != .updateRequired {
          MainButton(title: "Try again", action: retry)
        }
      }
      .padding(24)
    }

    private var words: LocalizedStringKey {
      switch problem.kind {
      case .offline: "There is no connection to the bakery right now."
      case .needsUserPresence: "Confirm that it is you, and try again."
      case .refused: "That isn't possible."
      case .updateRequired: "This app is too old. Please get the newest one."
      case .locked: "The wallet is closed for a moment."
      case .storage: "The wallet on this phone can't be read."
      case .other: "Something went wrong."
      }
    }
  }
#endif
