#if canImport(SwiftUI)
  import SwiftUI

  /// What is typed into a field.
  enum Typed {
    case name
    case email
    /// Digits that came by mail.
    case digits
    /// Letters and digits that somebody gave.
    case code
  }

  // What only a phone has; a Mac builds the package too, for its tests.
  extension View {
    /// The keyboard that fits.
    func keyboard(for typed: Typed) -> some View {
      #if os(iOS)
        let plain = typed == .name
        return keyboardType(
          typed == .email ? .emailAddress : typed == .digits ? .numberPad : .default
        )
        .textContentType(typed == .email ? .emailAddress : typed == .digits ? .oneTimeCode : nil)
        .textInputAutocapitalization(plain ? .words : typed == .code ? .characters : .never)
        .autocorrectionDisabled(!plain)
      #else
        return autocorrectionDisabled(typed != .name)
      #endif
    }

    /// The title small, in the bar.
    func smallTitle() -> some View {
      #if os(iOS)
        return navigationBarTitleDisplayMode(.inline)
      #else
        return self
      #endif
    }
  }
#endif
