#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// A code, black on white in both appearances, since scanners need that.
  struct CodeView: View {
    let picture: CodePicture

    var body: some View {
      CodeShape(picture: picture)
        .fill(Color.black)
        .background(Color.white)
        .aspectRatio(1, contentMode: .fit)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text("Pay code. Hold it in front of the scanner."))
        .accessibilityAddTraits(.isImage)
    }
  }

  /// The dark modules, as large as fit when each has a whole number of points: a scanner sees no
  /// seams.
  struct CodeShape: Shape {
    let picture: CodePicture

    func path(in rect: CGRect) -> Path {
      let side = CGFloat(picture.side)
      let room: CGFloat = min(rect.width, rect.height)
      let module: CGFloat = max(1, (room / side).rounded(.down))
      let left: CGFloat = (rect.midX - module * side / 2).rounded()
      let top: CGFloat = (rect.midY - module * side / 2).rounded()
      var path = Path()
      for run in picture.dark {
        let x: CGFloat = left + module * CGFloat(run.column)
        let y: CGFloat = top + module * CGFloat(run.row)
        let width: CGFloat = module * CGFloat(run.length)
        path.addRect(CGRect(x: x, y: y, width: width, height: module))
      }
      return path
    }
  }
#endif
