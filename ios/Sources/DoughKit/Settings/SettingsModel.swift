import DoughCore
import Foundation
import Observation

/// What is known of the customer.
public struct Person: Hashable, Sendable {
  /// A language of mail.
  public enum MailLanguage: String, Hashable, Sendable, CaseIterable {
    case en, nl, fr
  }

  public let name: String?
  public let language: MailLanguage?
  /// The confirmed address.
  public let email: String?
  public let allowsNews: Bool
  public let allowsResearch: Bool
}

/// A phone of the wallet.
public struct Phone: Hashable, Sendable, Identifiable {
  public let id: String
  public let since: Date
  /// From when on it may spend euros; nothing where it may from the start.
  public let spendsFrom: Date?
  /// Whether it is this one.
  public let isThisOne: Bool
}

public struct SettingsContents: Hashable, Sendable {
  /// Nothing until it was read.
  public let person: Person?
  public let phones: [Phone]
  public let balance: Cents
}

/// Who the customer is to the shop: name, language, consents, e-mail address.
@MainActor
@Observable
public final class SettingsModel {
  public private(set) var state = Shown<SettingsContents>.loading
  /// How far the last change of name, language or consents is.
  public private(set) var saving = Errand.idle
  /// How far the address is.
  public private(set) var email = EmailState.idle

  public enum EmailState: Equatable, Sendable {
    case idle
    /// A code is on its way to this address.
    case sending(String, Errand)
    /// It was sent: the code is asked for.
    case asksForCode(String)
    /// The code is on its way back.
    case confirming(String, Errand)
  }

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let reader: Reader<SettingsContents>
  @ObservationIgnored private var changes: Task<Void, Never>?
  @ObservationIgnored private var address: Task<Void, Never>?

  public init(session: DoughSession) {
    self.session = session
    reader = Reader(session) { try SettingsContents($0) }
  }

  deinit {
    changes?.cancel()
    address?.cancel()
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// Changes name and language; an empty name is forgotten.
  public func save(name: String, language: Person.MailLanguage?) async {
    let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    await save {
      try $0.setProfile(name: name.isEmpty ? nil : name, language: language.map(Language.init))
    }
  }

  public func allow(news: Bool, research: Bool) async {
    await save { try $0.setConsents(news: news, research: research) }
  }

  private func save(_ want: @escaping @Sendable (Dough) throws -> String) async {
    changes?.cancel()
    changes = await Errand.run(
      in: session, show: { [weak self] in self?.saving = $0 }, want: want)
  }

  // MARK: The address

  /// Has a code sent to an address that is to be the wallet's.
  public func sendCode(to email: String) async {
    let email = email.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !email.isEmpty else { return }
    address?.cancel()
    address = await Errand.run(
      in: session,
      show: { [weak self] errand in
        self?.email = errand == .done ? .asksForCode(email) : .sending(email, errand)
      },
      want: { try $0.setEmail(email: email) })
  }

  public func confirm(code: String) async {
    let email: String
    switch self.email {
    case .asksForCode(let asked): email = asked
    // A wrong code is typed again.
    case .confirming(let asked, .failed): email = asked
    default: return
    }
    let code = code.trimmingCharacters(in: .whitespacesAndNewlines)
    address?.cancel()
    address = await Errand.run(
      in: session,
      show: { [weak self] errand in
        self?.email = errand == .done ? .idle : .confirming(email, errand)
      },
      want: { try $0.confirmEmail(email: email, code: code) })
  }

  /// Another address after all.
  public func forgetCode() {
    address?.cancel()
    email = .idle
  }

  /// What one needs to know to help. No secrets, no personal data.
  public func diagnostics() async -> String {
    (try? await session.wallet().call { $0.diagnostics() }) ?? ""
  }
}

extension SettingsContents {
  init(_ core: Dough) throws {
    person = try core.profile().map(Person.init)
    phones = try core.devices().map(Phone.init)
    let home = try core.home()
    balance = Cents(home.eurAvailable)
  }
}

extension Person {
  init(_ profile: Profile) {
    name = profile.name
    language = profile.language.map(MailLanguage.init)
    email = profile.email
    allowsNews = profile.news ?? false
    allowsResearch = profile.research ?? false
  }
}

extension Person.MailLanguage {
  init(_ language: Language) {
    switch language {
    case .en: self = .en
    case .nl: self = .nl
    case .fr: self = .fr
    }
  }
}

extension Language {
  init(_ language: Person.MailLanguage) {
    switch language {
    case .en: self = .en
    case .nl: self = .nl
    case .fr: self = .fr
    }
  }
}

extension Phone {
  init(_ device: Device) {
    id = device.id
    since = Date(millis: device.since)
    spendsFrom = device.spendsFrom.map(Date.init(millis:))
    isThisOne = device.own
  }
}
