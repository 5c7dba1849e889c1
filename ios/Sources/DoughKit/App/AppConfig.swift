import DoughCore
import Foundation

/// How the app opens its wallet.
public enum AppConfig {
  /// The engine's language for a customer who has set these, most wanted first.
  public static func language(_ preferred: [String]) -> Language {
    for name in preferred {
      switch Locale(identifier: name).language.languageCode?.identifier {
      case "nl": return .nl
      case "fr": return .fr
      case "en": return .en
      default: continue
      }
    }
    return .en
  }

  /// `folder`: it is there, and stays out of backups.
  public static func config(
    folder: URL, server: URL, preferred: [String], version: String
  ) -> Config {
    Config(
      store: folder.appendingPathComponent("wallet.db").path, server: server.absoluteString,
      language: language(preferred), appVersion: version)
  }
}
