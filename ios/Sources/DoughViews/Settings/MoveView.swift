#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// "I have a wallet": by an e-mail, or by the code that the other phone shows.
  struct MoveView: View {
    @State private var address = ""
    @State private var code = ""
    @State private var phoneCode = ""
    @Environment(\.dismiss) private var dismiss
    @Bindable var model: MoveModel

    var body: some View {
      Page {
        Notice(words: Words.settingsHaveWalletHint)
        switch model.state {
        case .moved: LoadingView()
        case .moving(let hint):
          LoadingView()
          ErrandLine(errand: .underWay(hint: hint))
        case .asksForCode(let email, let problem): byEmail(email, problem)
        case .idle, .sending: ways
        case .failed(let problem):
          ProblemLine(problem: problem)
          QuietButton(title: Words.commonTryAgain) { model.startOver() }
        }
      }
      .navigationTitle(Text(Words.settingsHaveWallet))
      .smallTitle()
      .onChange(of: model.state) { _, state in
        guard state == .moved else { return }
        model.startOver()
        dismiss()
      }
    }

    @ViewBuilder private var ways: some View {
      Toggle(isOn: $model.keepsOthers) {
        Text(Words.settingsKeepOthers).letters(.body).foregroundStyle(Palette.onGround)
      }
      .tint(Palette.crust)
      Heading(words: Words.settingsByPhone)
      Field(Words.settingsCode, text: $phoneCode, typed: .code)
      MainButton(title: Words.settingsMoveHere) { await model.openByPhone(code: phoneCode) }
      Heading(words: Words.settingsByEmail)
      Field(Words.settingsEmail, text: $address, typed: .email)
      QuietButton(title: Words.settingsSendCode, isBusy: model.state == .sending) {
        await model.sendCode(to: address)
      }
    }

    @ViewBuilder private func byEmail(_ email: String, _ problem: Problem?) -> some View {
      Aside(words: Words.settingsCodeSent(email: email))
      if let problem { ProblemLine(problem: problem) }
      Field(Words.settingsCode, text: $code, typed: .digits)
      MainButton(title: Words.settingsMoveHere) { await model.openByEmail(code: code) }
      QuietButton(title: Words.commonCancel) { model.startOver() }
    }
  }
#endif
