#if canImport(SwiftUI)
  import SwiftUI

  /// The colours of both appearances. Text in `ink` or `secondInk` on `background` or `surface`
  /// has a contrast of at least 4.5.
  struct Palette {
    let background: Color
    let surface: Color
    let ink: Color
    let secondInk: Color
    /// Crust by day, butter by night: buttons and filled dots.
    let primary: Color
    /// What stands on `primary`.
    let onPrimary: Color
    let good: Color
    let bad: Color

    static let light = Palette(
      background: Color(hex: 0xFBF6EE), surface: Color(hex: 0xFFFFFF), ink: Color(hex: 0x2B1D12),
      secondInk: Color(hex: 0x6B5647), primary: Color(hex: 0x8A4B16),
      onPrimary: Color(hex: 0xFFFFFF), good: Color(hex: 0x2E6B3F), bad: Color(hex: 0xA3262A))

    static let dark = Palette(
      background: Color(hex: 0x1C1410), surface: Color(hex: 0x2A1F18), ink: Color(hex: 0xF5EBDD),
      secondInk: Color(hex: 0xCDB9A5), primary: Color(hex: 0xE9B44C),
      onPrimary: Color(hex: 0x2B1D12), good: Color(hex: 0x8CC99B), bad: Color(hex: 0xF2A3A5))

    static func of(_ scheme: ColorScheme) -> Palette {
      scheme == .dark ? dark : light
    }
  }

  extension Color {
    /// A colour by its sRGB notation.
    fileprivate init(hex: UInt32) {
      func part(_ shift: UInt32) -> Double { Double((hex >> shift) & 0xFF) / 255 }
      self.init(.sRGB, red: part(16), green: part(8), blue: part(0), opacity: 1)
    }
  }
#endif
