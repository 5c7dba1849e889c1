#if canImport(SwiftUI)
  import SwiftUI

  /// A rounded surface that holds one thing. VoiceOver reads it as one sentence.
  struct Card<Content: View>: View {
    @Environment(\.colorScheme) private var scheme
    private let content: Content

    init(@ViewBuilder content: () -> Content) {
      self.content = content()
    }

    var body: some View {
      let palette = Palette.of(scheme)
      VStack(alignment: .leading, spacing: 8) { content }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(16)
        .foregroundStyle(palette.ink)
        .background(palette.surface, in: RoundedRectangle(cornerRadius: 16))
        .accessibilityElement(children: .combine)
    }
  }

  /// The button that a screen is about.
  struct MainButton: View {
    @Environment(\.colorScheme) private var scheme
    let title: LocalizedStringKey
    let action: @MainActor () -> Void

    var body: some View {
      let palette = Palette.of(scheme)
      Button(action: action) {
        Text(title)
          .font(.headline)
          .frame(maxWidth: .infinity, minHeight: 50)
          .foregroundStyle(palette.onPrimary)
          .background(palette.primary, in: RoundedRectangle(cornerRadius: 14))
      }
    }
  }
#endif
