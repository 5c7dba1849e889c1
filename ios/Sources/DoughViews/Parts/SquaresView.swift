#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// A code, black on white in both appearances, since scanners need that.
  struct SquaresView: View {
    let squares: Squares
    /// What VoiceOver says of it.
    let label: LocalizedStringResource

    var body: some View {
      SquaresShape(squares: squares)
        .fill(Color.black)
        .background(Color.white)
        .aspectRatio(1, contentMode: .fit)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(label))
        .accessibilityAddTraits(.isImage)
    }
  }

  /// The dark modules, as large as fit when each has a whole number of points: a scanner sees no
  /// seams.
  struct SquaresShape: Shape {
    let squares: Squares

    func path(in rect: CGRect) -> Path {
      let side = CGFloat(squares.side)
      let room: CGFloat = min(rect.width, rect.height)
      let module: CGFloat = max(1, (room / side).rounded(.down))
      let left: CGFloat = (rect.midX - module * side / 2).rounded()
      let top: CGFloat = (rect.midY - module * side / 2).rounded()
      var path = Path()
      for run in squares.dark {
        let x: CGFloat = left + module * CGFloat(run.column)
        let y: CGFloat = top + module * CGFloat(run.row)
        let width: CGFloat = module * CGFloat(run.length)
        path.addRect(CGRect(x: x, y: y, width: width, height: module))
      }
      return path
    }
  }
#endif
