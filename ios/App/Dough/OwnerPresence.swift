import DoughKit
import DoughViews
import Foundation
import UIKit

/// Asks for a face, a finger or the passcode.
@MainActor
final class OwnerPresence: Presence {
  private let keys: SecureEnclaveKeys

  init(keys: SecureEnclaveKeys) {
    self.keys = keys
  }

  func confirm() async -> Bool {
    await keys.unlock(reason: String(localized: Words.systemUnlockTitle))
  }

  func forget() {
    keys.lockAgain()
  }
}

/// The brightness of the phone's screen.
@MainActor
final class PhoneScreen: ScreenLight {
  var brightness: Double {
    get { Double(UIScreen.main.brightness) }
    set { UIScreen.main.brightness = CGFloat(newValue) }
  }
}
