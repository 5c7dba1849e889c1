import DoughCore
import Foundation
import Testing

@testable import DoughKit

struct CodePictureTests {
  /// X X .
  /// . . X
  /// X . X
  private static let modules: [UInt8] = [1, 1, 0, 0, 0, 1, 1, 0, 1]

  private func picture(_ modules: [UInt8], width: UInt32) -> CodePicture {
    CodePicture(
      PayCode(
        text: "BK1:X", width: width, modules: Data(modules), expiresAt: 60_000,
        refreshAt: 45_000, session: 1))
  }

  @Test func darkModulesSideBySideAreOneRun() {
    let picture = picture(Self.modules, width: 3)
    let runs = picture.squares.dark.map { [$0.row, $0.column, $0.length] }
    #expect(runs == [[4, 4, 2], [5, 6, 1], [6, 4, 1], [6, 6, 1]])
    #expect(picture.text == "BK1:X")
    #expect(picture.expiresAt == Date(timeIntervalSince1970: 60))
  }

  @Test func thereAreFourModulesOfWhiteAroundIt() {
    let picture = picture(Array(repeating: 1, count: 441), width: 21)
    #expect(picture.squares.side == 29)
    #expect(picture.squares.dark.count == 21)
    #expect(picture.squares.dark.allSatisfy { $0.column == 4 && $0.column + $0.length == 25 })
    #expect(picture.squares.dark.map(\.row) == Array(4..<25))
  }
}
