#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The address that brings the wallet back on a new phone.
  struct EmailView: View {
    @State private var address = ""
    @State private var code = ""
    let model: SettingsModel

    var body: some View {
      Page {
        Aside(words: Words.settingsEmailWhy)
        if let email = model.state.contents?.person?.email {
          SaidCard { Text(verbatim: email).letters(.body, .semibold) }
        }
        switch model.email {
        case .idle: askForAddress(.idle)
        case .sending(_, let errand): askForAddress(errand)
        case .asksForCode(let email): askForCode(email, .idle)
        case .confirming(let email, let errand): askForCode(email, errand)
        }
      }
      .navigationTitle(Text(Words.settingsEmail))
      .smallTitle()
      .task { await model.load() }
    }

    @ViewBuilder private func askForAddress(_ errand: Errand) -> some View {
      Field(Words.settingsEmail, text: $address, typed: .email)
      MainButton(title: Words.settingsSendCode, isBusy: errand.isUnderWay) {
        await model.sendCode(to: address)
      }
      ErrandLine(errand: errand)
    }

    @ViewBuilder private func askForCode(_ email: String, _ errand: Errand) -> some View {
      Aside(words: Words.settingsCodeSent(email: email))
      Field(Words.settingsCode, text: $code, typed: .digits)
      MainButton(title: Words.settingsConfirm, isBusy: errand.isUnderWay) {
        await model.confirm(code: code)
      }
      ErrandLine(errand: errand)
      QuietButton(title: Words.commonCancel) {
        code = ""
        model.forgetCode()
      }
    }
  }
#endif
