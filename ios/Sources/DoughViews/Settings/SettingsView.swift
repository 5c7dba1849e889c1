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
            // What is typed into one form stays when the other is saved.
            PersonForm(model: model, person: known.person)
              .id(PersonForm.Saved(known.person))
            ConsentForm(model: model, person: known.person)
              .id(ConsentForm.Saved(known.person))
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

  /// Name and language, as they are typed.
  struct PersonForm: View {
    struct Saved: Hashable {
      let name: String?
      let language: Person.MailLanguage?

      init(_ person: Person?) {
        name = person?.name
        language = person?.language
      }
    }

    @State private var name: String
    @State private var language: Person.MailLanguage?
    private let model: SettingsModel

    init(model: SettingsModel, person: Person?) {
      self.model = model
      _name = State(initialValue: person?.name ?? "")
      _language = State(initialValue: person?.language)
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
      }
      .foregroundStyle(Palette.onGround)
    }
  }

  /// What the customer allows; saved with each tap.
  struct ConsentForm: View {
    struct Saved: Hashable {
      let news: Bool
      let research: Bool

      init(_ person: Person?) {
        news = person?.allowsNews ?? false
        research = person?.allowsResearch ?? false
      }
    }

    @State private var news: Bool
    @State private var research: Bool
    private let model: SettingsModel

    init(model: SettingsModel, person: Person?) {
      self.model = model
      let saved = Saved(person)
      _news = State(initialValue: saved.news)
      _research = State(initialValue: saved.research)
    }

    var body: some View {
      VStack(alignment: .leading, spacing: Space.medium) {
        Heading(words: Words.settingsConsents)
        Toggle(isOn: $news) { Text(Words.settingsNews).letters(.body) }
          .frame(minHeight: Size.touch)
        Toggle(isOn: $research) { Text(Words.settingsResearch).letters(.body) }
          .frame(minHeight: Size.touch)
      }
      .tint(Palette.crust)
      .foregroundStyle(Palette.onGround)
      .onChange(of: news) { _, _ in save() }
      .onChange(of: research) { _, _ in save() }
    }

    private func save() {
      Task { await model.allow(news: news, research: research) }
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
