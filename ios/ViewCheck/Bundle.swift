import Foundation

// SwiftPM writes this for a module with resources.
extension Bundle {
  static var module: Bundle { fatalError() }
}
