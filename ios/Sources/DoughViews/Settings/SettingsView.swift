#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// Who the customer is to the shop, and the ways to phones, data and leaving.
  struct SettingsView: View {
    let model: SettingsModel
    let version: String

    var body: some View {
      Page {
        ShownView(model.state, none: Words.homeNotOpenYet, retry: { await model.load() }) { known in
          VStack(alignment: .leading, spacing: Space.medium) {
            PersonForm(model: model, person: known.person)
              .id(known.person)
            ErrandLine(errand: model.saving)
            if model.saving == .done { Aside(words: Words.settingsSaved) }
            LinkRow(title: Words.settingsEmail, symbol: "envelope", value: Route.email)
            LinkRow(
              title: Words.settingsPhones, symbol: "iphone", count: known.phones.count,
              value: Route.phones)
            LinkRow(
              title: Words.settingsHaveWallet, symbol: "arrow.down.circle", value: Route.move)
            LinkRow(title: Words.settingsData, symbol: "person.text.rectangle", value: Route.leave)
          }
        }
        Diagnostics(model: model)
        Aside(words: Words.settingsVersion(version: version))
      }
      .navigationTitle(Text(Words.settingsTitle))
      .task { await model.load() }
    }
  }

  /// Name, language and consents, as they are typed.
  struct PersonForm: View {
    @State private var name: String
    @State private var language: Person.MailLanguage?
    @State private var allowsNews: Bool
    @State private var allowsResearch: Bool
    private let model: SettingsModel

    init(model: SettingsModel, person: Person?) {
      self.model = model
      _name = State(initialValue: person?.name ?? "")
      _language = State(initialValue: person?.language)
      _allowsNews = State(initialValue: person?.allowsNews ?? false)
      _allowsResearch = State(initialValue: person?.allowsResearch ?? false)
    }

    var body: some View {
      VStack(alignment: .leading, spacing: Space.medium) {
        Heading(words: Words.settingsYou)
        Field(Words.settingsName, text: $name)
        Picker(selection: $language) {
          ForEach(Person.MailLanguage.allCases, id: \.self) { language in
            Text(verbatim: language.ownName).tag(Person.MailLanguage?.some(language))
          }
        } label: {
          Text(Words.settingsLanguage).letters(.body)
        }
        .frame(minHeight: Size.touch)
        .tint(Palette.crust)
        QuietButton(title: Words.commonSave, isBusy: model.saving.isUnderWay) {
          await model.save(name: name, language: language)
        }
        Heading(words: Words.settingsConsents)
        Toggle(isOn: $allowsNews) { Text(Words.settingsNews).letters(.body) }
          .tint(Palette.crust)
        Toggle(isOn: $allowsResearch) { Text(Words.settingsResearch).letters(.body) }
          .tint(Palette.crust)
      }
      .foregroundStyle(Palette.onGround)
      .onChange(of: allowsNews) { _, _ in allow() }
      .onChange(of: allowsResearch) { _, _ in allow() }
    }

    private func allow() {
      Task { await model.allow(news: allowsNews, research: allowsResearch) }
    }
  }

  extension Person.MailLanguage {
    /// What it is called by who speaks it.
    var ownName: String {
      Locale(identifier: rawValue).localizedString(forLanguageCode: rawValue) ?? rawValue
    }
  }

  /// A report to share with who helps.
  struct Diagnostics: View {
    @State private var report: String?
    let model: SettingsModel

    var body: some View {
      Group {
        if let report {
          ShareLink(item: report) { QuietLabel(title: Words.settingsDiagnostics) }
            .buttonStyle(.plain)
        } else {
          LoadingView()
        }
      }
      .task { report = await model.diagnostics() }
    }
  }
#endif
