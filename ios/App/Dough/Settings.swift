import Foundation

/// What the app is built with, and what it keeps beside the wallet.
enum Settings {
  static let bundle = Bundle.main.bundleIdentifier ?? "dough"
  static let version = info("CFBundleShortVersionString") ?? "0"

  /// `DOUGH_SERVER` in App/Dough.xcconfig.
  static let server: URL = {
    guard let host = info("DoughServer"), let url = URL(string: "https://\(host)") else {
      preconditionFailure("Info.plist names no DoughServer")
    }
    return url
  }()

  /// Where the customer ordered last.
  static var lastShop: String? {
    get { UserDefaults.standard.string(forKey: "last-shop") }
    set { UserDefaults.standard.set(newValue, forKey: "last-shop") }
  }

  /// Ids of news that were told.
  static var told: Set<String> {
    get { Set(UserDefaults.standard.stringArray(forKey: "told-news") ?? []) }
    set { UserDefaults.standard.set(newValue.sorted(), forKey: "told-news") }
  }

  static func forget() {
    lastShop = nil
    told = []
  }

  private static func info(_ key: String) -> String? {
    Bundle.main.object(forInfoDictionaryKey: key) as? String
  }
}

/// The app's folders.
enum Folders {
  /// The wallet's: outside of backups, since its keys can't leave this phone; readable once the phone
  /// was unlocked after its start, so that it can be used in the background.
  static func store() throws -> URL {
    var folder = try FileManager.default.url(
      for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true
    ).appendingPathComponent("wallet")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true,
      attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    try folder.setResourceValues(values)
    return folder
  }

  /// For what the customer shares; the system empties it.
  static let exports = FileManager.default.temporaryDirectory
}
