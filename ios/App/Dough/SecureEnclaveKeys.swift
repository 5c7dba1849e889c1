import CryptoKit
import DoughCore
import Foundation
import LocalAuthentication
import Security

/// The phone's two keys, made by the Secure Enclave and never out of it. The keychain holds what only
/// this phone's Enclave can open again. The pay key signs only after the customer was asked, by
/// `unlock`; signing never asks by itself, since it runs where nobody waits for a face.
final class SecureEnclaveKeys: DeviceKeys, @unchecked Sendable {
  private typealias Key = SecureEnclave.P256.Signing.PrivateKey

  private enum Name: String, CaseIterable {
    case pay = "pay-key"
    case api = "api-key"
  }

  private let lock = NSLock()
  /// A key is made once, whoever asks for it at the same time.
  private let making = NSLock()
  /// The customer's last confirmation; nothing while the pay key is locked.
  private var confirmed: LAContext?

  func payPublicKey() throws -> Data { try key(.pay, nil).publicKey.x963Representation }
  func apiPublicKey() throws -> Data { try key(.api, nil).publicKey.x963Representation }

  func signWithApiKey(message: Data) throws -> Data {
    try sign(message, .api, nil)
  }

  func signWithPayKey(message: Data) throws -> Data {
    guard let confirmed = lock.withLock({ confirmed }) else {
      throw KeyStoreError.NeedsUserPresence
    }
    return try sign(message, .pay, confirmed)
  }

  /// Asks the customer. Says whether the pay key can be used now; one who cancels is no error.
  func unlock(reason: String) async -> Bool {
    let context = LAContext()
    do {
      try await context.evaluateAccessControl(
        Self.access(.pay), operation: .useKeySign, localizedReason: reason)
    } catch {
      return false
    }
    context.interactionNotAllowed = true
    lock.withLock { confirmed = context }
    return true
  }

  func lockAgain() {
    let before = lock.withLock {
      let before = confirmed
      confirmed = nil
      return before
    }
    before?.invalidate()
  }

  /// Another wallet needs other keys.
  func forget() {
    lockAgain()
    for name in Name.allCases { Keychain.delete(name.rawValue) }
  }

  private func sign(_ message: Data, _ name: Name, _ context: LAContext?) throws -> Data {
    do {
      return try key(name, context).signature(for: message).derRepresentation
    } catch let error as LAError where Self.asksForTheCustomer.contains(error.code) {
      lockAgain()
      throw KeyStoreError.NeedsUserPresence
    } catch let error as NSError where error.code == Int(errSecInteractionNotAllowed) {
      lockAgain()
      throw KeyStoreError.NeedsUserPresence
    } catch let error as KeyStoreError {
      throw error
    } catch {
      throw KeyStoreError.Failed(detail: "\(error)")
    }
  }

  private static let asksForTheCustomer: [LAError.Code] = [
    .notInteractive, .invalidContext, .userCancel, .appCancel, .systemCancel,
    .authenticationFailed,
  ]

  /// The key of a name, made when it is asked for first.
  private func key(_ name: Name, _ context: LAContext?) throws -> Key {
    making.lock()
    defer { making.unlock() }
    do {
      if let kept = try Keychain.read(name.rawValue) {
        return try Key(dataRepresentation: kept, authenticationContext: context)
      }
      let key = try Key(accessControl: Self.access(name), authenticationContext: context)
      try Keychain.add(key.dataRepresentation, name.rawValue)
      return key
    } catch {
      throw KeyStoreError.Failed(detail: "\(error)")
    }
  }

  /// The silent key works once the phone was unlocked after its start; the pay key while it is
  /// unlocked, after a face, a finger or the passcode.
  private static func access(_ name: Name) throws -> SecAccessControl {
    let (protection, flags): (CFString, SecAccessControlCreateFlags) =
      switch name {
      case .pay:
        (kSecAttrAccessibleWhenUnlockedThisDeviceOnly, [.privateKeyUsage, .userPresence])
      case .api: (kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, [.privateKeyUsage])
      }
    guard let access = SecAccessControlCreateWithFlags(nil, protection, flags, nil) else {
      throw KeyStoreError.Failed(detail: "no access control for \(name.rawValue)")
    }
    return access
  }
}
