import DoughCore
import Foundation

/// Squares to draw, with the white around them that scanners need.
public struct Squares: Hashable, Sendable {
  /// Dark modules side by side, counted from the corner of the white.
  public struct Run: Hashable, Sendable {
    public let row: Int
    public let column: Int
    public let length: Int
  }

  /// Modules of white on each side.
  public static let quietZone = 4

  /// Modules on a side, with the white.
  public let side: Int
  /// Everything dark, row by row.
  public let dark: [Run]

  init(modules: Data, width: UInt32) {
    side = Int(width) + 2 * Self.quietZone
    dark = Self.runs(of: [UInt8](modules), width: Int(width))
  }

  private static func runs(of modules: [UInt8], width: Int) -> [Run] {
    var runs: [Run] = []
    for row in 0..<width {
      var column = 0
      while column < width {
        let start = column
        while column < width, modules[row * width + column] != 0 { column += 1 }
        if column > start {
          runs.append(
            Run(row: row + quietZone, column: start + quietZone, length: column - start))
        }
        column += 1
      }
    }
    return runs
  }
}

/// A pay code to show: its text and its picture.
public struct CodePicture: Hashable, Sendable {
  /// The payment session, which all of its pictures belong to.
  public let session: UInt64
  /// What the till reads.
  public let text: String
  public let squares: Squares
  /// Until when it is good.
  public let expiresAt: Date

  init(_ code: PayCode) {
    session = code.session
    text = code.text
    squares = Squares(modules: code.modules, width: code.width)
    expiresAt = Date(millis: code.expiresAt)
  }
}
