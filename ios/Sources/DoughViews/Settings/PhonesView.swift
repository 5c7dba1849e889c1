#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// The wallet's phones, and a code for a new one.
  struct PhonesView: View {
    @Environment(\.locale) private var locale
    @State private var toRemove: Phone?
    let model: PhonesModel

    var body: some View {
      Page {
        ShownView(model.state, none: Words.homeNotOpenYet, retry: { await model.load() }) {
          phones in
          VStack(alignment: .leading, spacing: Space.medium) {
            ForEach(phones) { phone in
              PhoneCard(phone: phone) { toRemove = phone }
            }
          }
        }
        ErrandLine(errand: model.removing)
        addPhone
      }
      .navigationTitle(Text(Words.settingsPhones))
      .smallTitle()
      .task { await model.load() }
      .onDisappear { model.hideCode() }
      .confirmationDialog(
        Text(Words.settingsRemovePhone),
        isPresented: (toRemove != nil).binding { toRemove = nil }, titleVisibility: .visible
      ) {
        Button(role: .destructive) {
          guard let phone = toRemove else { return }
          Task { await model.remove(phone.id) }
        } label: {
          Text(Words.settingsRemovePhone)
        }
        Button(role: .cancel) {
        } label: {
          Text(Words.commonCancel)
        }
      } message: {
        Text(Words.settingsRemovePhoneAsk)
      }
    }

    @ViewBuilder private var addPhone: some View {
      switch model.code {
      case .idle:
        QuietButton(title: Words.settingsAddPhone) { await model.agreeToAnother() }
      case .asking: LoadingView()
      case .showing(let agreed):
        SaidCard {
          Text(verbatim: agreed.code).letters(.figure, .bold)
          Aside(words: Words.settingsAddPhoneHint(time: Say(locale).time(agreed.expiresAt)))
        }
        .privacySensitive()
      case .failed(let problem):
        ProblemLine(problem: problem)
        QuietButton(title: Words.commonTryAgain) { await model.agreeToAnother() }
      }
    }
  }

  struct PhoneCard: View {
    @Environment(\.locale) private var locale
    let phone: Phone
    let remove: @MainActor () -> Void

    var body: some View {
      Card {
        VStack(alignment: .leading, spacing: Space.hair) {
          Text(phone.isThisOne ? Words.settingsThisPhone : Words.settingsOtherPhone)
            .letters(.body, .semibold)
          Aside(words: Words.settingsSince(date: Say(locale).date(phone.since)))
          if let from = phone.spendsFrom, from > Date() {
            Aside(words: Words.settingsSpendsFrom(time: Say(locale).moment(from)))
          }
        }
        .accessibilityElement(children: .combine)
        if !phone.isThisOne {
          QuietButton(title: Words.settingsRemovePhone, role: .destructive) { remove() }
        }
      }
    }
  }
#endif
