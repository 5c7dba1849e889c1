#if canImport(SwiftUI)
  import SwiftUI

  /// A colour of the design, as the appearance has it.
  struct Tint: ShapeStyle {
    private let light: UInt32
    private let dark: UInt32

    init(_ colour: KeyPath<Colours, UInt32>) {
      light = Colours.light[keyPath: colour]
      dark = Colours.dark[keyPath: colour]
    }

    func resolve(in environment: EnvironmentValues) -> Color {
      Color(hex: environment.colorScheme == .dark ? dark : light)
    }
  }

  /// The design's colours, each named by what it is for. Those that begin with `on` are the ink for
  /// the ground of the same name; design/generate sees to it that one can be read on the other.
  enum Palette {
    /// What one can touch.
    static let crust = Tint(\.crust)
    static let onCrust = Tint(\.onCrust)
    /// A quieter button.
    static let crustSoft = Tint(\.crustSoft)
    static let onCrustSoft = Tint(\.onCrustSoft)
    /// A gift.
    static let butter = Tint(\.butter)
    static let onButter = Tint(\.onButter)
    static let butterSoft = Tint(\.butterSoft)
    static let onButterSoft = Tint(\.onButterSoft)
    /// What went well.
    static let leaf = Tint(\.leaf)
    static let leafSoft = Tint(\.leafSoft)
    static let onLeafSoft = Tint(\.onLeafSoft)
    /// What went wrong, and what can't be undone.
    static let berry = Tint(\.berry)
    static let berrySoft = Tint(\.berrySoft)
    static let onBerrySoft = Tint(\.onBerrySoft)
    /// Behind everything.
    static let ground = Tint(\.ground)
    static let onGround = Tint(\.onGround)
    static let card = Tint(\.card)
    static let onCard = Tint(\.onCard)
    /// A notice, an empty place.
    static let quiet = Tint(\.quiet)
    /// Second words, on ground, card and quiet.
    static let onQuiet = Tint(\.onQuiet)
    static let edge = Tint(\.edge)
    /// The outline of a field.
    static let line = Tint(\.line)
  }

  extension Color {
    /// A colour by its sRGB notation.
    fileprivate init(hex: UInt32) {
      func part(_ shift: UInt32) -> Double { Double((hex >> shift) & 0xFF) / 255 }
      self.init(.sRGB, red: part(16), green: part(8), blue: part(0), opacity: 1)
    }
  }
#endif
