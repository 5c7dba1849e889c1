#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// The customer's data: to take along, and to have erased.
  struct LeaveView: View {
    @Environment(\.locale) private var locale
    @State private var asksToLogOut = false
    @State private var asksToErase = false
    let model: LeaveModel
    let balance: Cents
    /// Where the export is written.
    let folder: URL
    /// The phone is out of its wallet: what is stored here goes.
    let left: @MainActor () async -> Void

    var body: some View {
      Page {
        export
        leaving
        QuietButton(title: Words.settingsLogOut, isBusy: isBusy) { asksToLogOut = true }
        QuietButton(title: Words.settingsErase, role: .destructive, isBusy: isBusy) {
          asksToErase = true
        }
      }
      .navigationTitle(Text(Words.settingsData))
      .smallTitle()
      .onChange(of: model.leaving) { _, leaving in
        if leaving == .left { Task { await left() } }
      }
      .confirmationDialog(
        Text(Words.settingsLogOut), isPresented: $asksToLogOut, titleVisibility: .visible
      ) {
        dangerous(Words.settingsLogOut) { await model.logOut() }
        cancel
      } message: {
        Text(Words.settingsLogOutAsk)
      }
      .confirmationDialog(
        Text(Words.settingsLogOut),
        isPresented: (model.leaving == .asksToGiveUp).binding { model.dismiss() },
        titleVisibility: .visible
      ) {
        dangerous(Words.settingsLogOut) { await model.logOut(givesUp: true) }
        cancel
      } message: {
        Text(Words.settingsLogOutLast)
      }
      .confirmationDialog(
        Text(Words.settingsErase), isPresented: $asksToErase, titleVisibility: .visible
      ) {
        if balance > Cents(0) {
          dangerous(Words.settingsPayOut) { await model.erase(.paidOut) }
          dangerous(Words.settingsGiveUp) { await model.erase(.givenUp) }
        } else {
          dangerous(Words.settingsErase) { await model.erase(.none) }
        }
        cancel
      } message: {
        if balance > Cents(0) {
          Text(Words.settingsEraseBalance(money: balance.formatted(locale: locale)))
        } else {
          Text(Words.settingsEraseAsk)
        }
      }
    }

    private var isBusy: Bool {
      if case .underWay = model.leaving { true } else { false }
    }

    private func dangerous(
      _ words: LocalizedStringResource, _ action: @escaping @MainActor () async -> Void
    ) -> some View {
      Button(role: .destructive) {
        Task { await action() }
      } label: {
        Text(words)
      }
    }

    private var cancel: some View {
      Button(role: .cancel) {
      } label: {
        Text(Words.commonCancel)
      }
    }

    @ViewBuilder private var export: some View {
      switch model.export {
      case .idle:
        QuietButton(title: Words.settingsExport) { await model.export(to: folder) }
      case .writing: LoadingView()
      case .written(let json, let page):
        Aside(words: Words.settingsExported)
        ForEach([page, json], id: \.self) { file in
          ShareLink(item: file) { FileLabel(file: file) }
            .buttonStyle(.plain)
        }
      case .failed(let problem):
        ProblemLine(problem: problem)
        QuietButton(title: Words.commonTryAgain) { await model.export(to: folder) }
      }
    }

    @ViewBuilder private var leaving: some View {
      switch model.leaving {
      case .idle, .asksToGiveUp, .left: EmptyView()
      case .underWay(let hint): ErrandLine(errand: .underWay(hint: hint))
      case .failed(let problem): ProblemLine(problem: problem)
      }
    }
  }

  /// A file by its name.
  struct FileLabel: View {
    let file: URL

    var body: some View {
      Text(verbatim: file.lastPathComponent)
        .letters(.body, .semibold)
        .frame(maxWidth: .infinity, minHeight: Size.touch)
        .foregroundStyle(Palette.onCrustSoft)
        .background(Palette.crustSoft, in: RoundedRectangle(cornerRadius: Corner.small))
    }
  }
#endif
