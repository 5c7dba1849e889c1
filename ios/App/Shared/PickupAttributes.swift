import ActivityKit
import DoughKit
import Foundation

/// A pickup on the lock screen. What changes is the same that the widget shows.
struct PickupAttributes: ActivityAttributes {
  typealias ContentState = Glance.Pickup

  /// The order's id.
  let order: String
}

extension GlanceFile {
  /// The one in the folder that app and widget share; nothing without the app group.
  static var shared: GlanceFile? {
    let group = Bundle.main.object(forInfoDictionaryKey: "DoughAppGroup") as? String
    let folder = group.flatMap {
      FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: $0)
    }
    return folder.map(GlanceFile.init(folder:))
  }
}
