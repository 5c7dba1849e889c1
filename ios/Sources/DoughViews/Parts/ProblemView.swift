#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// What went wrong, in words, with the stable code for who is asked for help.
  struct ProblemView: View {
    let problem: Problem
    let retry: @MainActor () async -> Void

    var body: some View {
      VStack(spacing: Space.medium) {
        Text(problem.words)
          .letters(.heading)
          .multilineTextAlignment(.center)
          .fixedSize(horizontal: false, vertical: true)
          .foregroundStyle(Palette.onGround)
        Text(verbatim: problem.code).letters(.tiny).foregroundStyle(Palette.onQuiet)
        if problem.kind != .updateRequired {
          MainButton(
            title: problem.kind == .needsUserPresence ? Words.commonUnlock : Words.commonTryAgain,
            action: retry)
        }
      }
      .padding(Space.large)
      .frame(maxWidth: .infinity)
    }
  }

  /// What went wrong with the last tap, beside it.
  struct ProblemLine: View {
    let problem: Problem

    var body: some View {
      Notice(words: problem.words, isBad: true)
    }
  }

  /// How far something is that was wanted; nothing before and after.
  struct ErrandLine: View {
    let errand: Errand

    var body: some View {
      switch errand {
      case .idle, .done: EmptyView()
      case .underWay(hint: nil): Aside(words: Words.settingsUnderWay)
      case .underWay(let hint?): Notice(words: hint.words)
      case .failed(let problem): ProblemLine(problem: problem)
      }
    }
  }

  extension Problem {
    /// What a customer is told.
    var words: LocalizedStringResource {
      if let words = Words.failure(code: code) { return words }
      return switch kind {
      case .offline: Words.kindOffline
      case .needsUserPresence: Words.kindNeedsUserPresence
      case .refused: Words.kindRefused
      case .updateRequired: Words.kindUpdateRequired
      case .locked: Words.kindLocked
      case .storage: Words.kindStorage
      case .other: Words.kindInternal
      }
    }
  }
#endif
