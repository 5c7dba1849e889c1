#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The row of dots that fills up to the next surprise. A row that is long, or large, breaks.
  struct DotsRow: View {
    @ScaledMetric private var diameter = Size.dot
    let filled: Int64
    let count: Int64

    var body: some View {
      LazyVGrid(
        columns: [GridItem(.adaptive(minimum: diameter), spacing: Space.small)],
        alignment: .leading, spacing: Space.small
      ) {
        ForEach(0..<Int(count), id: \.self) { number in
          Circle()
            .fill(number < Int(filled) ? Palette.crust : Palette.quiet)
            .frame(width: diameter, height: diameter)
        }
      }
      .accessibilityElement(children: .ignore)
      .accessibilityLabel(Text(Words.homeDots(filled: Int(filled), wanted: Int(count))))
    }
  }
#endif
