#if canImport(SwiftUI)
  import Foundation
  import SwiftUI

  /// Letters of the design, which grow with the size that the customer has set.
  struct Lettering: ViewModifier {
    /// What the system's letters take of a line by themselves, as a part of their size.
    private static let ownLine = 1.2

    @ScaledMetric private var size: CGFloat
    private let letters: Letters
    private let weight: Font.Weight

    init(_ letters: Letters, _ weight: Font.Weight) {
      self.letters = letters
      self.weight = weight
      _size = ScaledMetric(wrappedValue: letters.size, relativeTo: letters.style)
    }

    func body(content: Content) -> some View {
      content
        .font(.system(size: size, weight: weight, design: .rounded))
        .lineSpacing(max(0, letters.line / letters.size - Self.ownLine) * size)
    }
  }

  extension View {
    func letters(_ letters: Letters, _ weight: Font.Weight = .regular) -> some View {
      modifier(Lettering(letters, weight))
    }
  }

  extension Letters {
    /// The system's style whose growth they share: the larger the letters, the less they grow.
    fileprivate var style: Font.TextStyle {
      switch size {
      case Letters.figure.size...: .largeTitle
      case Letters.titleLarge.size...: .title
      case Letters.title.size...: .title2
      case Letters.heading.size...: .title3
      case Letters.body.size...: .body
      case Letters.small.size...: .subheadline
      default: .footnote
      }
    }
  }
#endif
