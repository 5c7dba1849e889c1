#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The row of dots that fills up to the next surprise.
  struct DotsRow: View {
    @Environment(\.colorScheme) private var scheme
    @ScaledMetric private var diameter = 22.0
    let filled: Int64
    let count: Int64

    var body: some View {
      let palette = Palette.of(scheme)
      HStack(spacing: 8) {
        ForEach(0..<Int(count), id: \.self) { number in
          Circle()
            .fill(number < Int(filled) ? palette.primary : palette.background)
            .frame(width: diameter, height: diameter)
        }
      }
      .accessibilityElement(children: .ignore)
      .accessibilityLabel(Text("\(filled) of \(count) dots to the next surprise"))
    }
  }
#endif
