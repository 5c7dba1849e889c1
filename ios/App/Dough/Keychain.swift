import DoughCore
import Foundation
import Security

/// Small things in the keychain of this phone alone.
enum Keychain {
  static func read(_ account: String) throws -> Data? {
    var query = query(account)
    query[kSecReturnData] = true
    var found: CFTypeRef?
    switch SecItemCopyMatching(query as CFDictionary, &found) {
    case errSecSuccess: return found as? Data
    case errSecItemNotFound: return nil
    case let status: throw KeyStoreError.Failed(detail: "the keychain answered \(status)")
    }
  }

  static func add(_ data: Data, _ account: String) throws {
    var query = query(account)
    query[kSecValueData] = data
    query[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
    let status = SecItemAdd(query as CFDictionary, nil)
    guard status == errSecSuccess else {
      throw KeyStoreError.Failed(detail: "the keychain answered \(status)")
    }
  }

  static func delete(_ account: String) {
    SecItemDelete(query(account) as CFDictionary)
  }

  private static func query(_ account: String) -> [CFString: Any] {
    [
      kSecClass: kSecClassGenericPassword, kSecAttrService: "dough-keys",
      kSecAttrAccount: account,
    ]
  }
}
