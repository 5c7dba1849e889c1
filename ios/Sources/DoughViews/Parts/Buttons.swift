#if canImport(SwiftUI)
  import SwiftUI

  /// The button that a screen is about.
  struct MainButton: View {
    let title: LocalizedStringResource
    var isBusy = false
    let action: @MainActor () async -> Void

    var body: some View {
      Button {
        Task { await action() }
      } label: {
        Group {
          if isBusy {
            ProgressView().tint(Palette.onCrust).accessibilityLabel(Text(Words.commonLoading))
          } else {
            Text(title).letters(.heading, .semibold).multilineTextAlignment(.center)
          }
        }
        .padding(Space.small)
        .frame(maxWidth: .infinity, minHeight: Size.button)
        .foregroundStyle(Palette.onCrust)
        .background(Palette.crust, in: RoundedRectangle(cornerRadius: Corner.medium))
      }
      .buttonStyle(.plain)
      .disabled(isBusy)
    }
  }

  /// A button beside the one that a screen is about.
  struct QuietButton: View {
    let title: LocalizedStringResource
    var role: ButtonRole?
    var isBusy = false
    let action: @MainActor () async -> Void

    var body: some View {
      Button(role: role) {
        Task { await action() }
      } label: {
        QuietLabel(title: title, isDestructive: role == .destructive)
      }
      .buttonStyle(.plain)
      .disabled(isBusy)
      .opacity(isBusy ? 0.5 : 1)
    }
  }

  /// How a quieter button looks, also where it is a link.
  struct QuietLabel: View {
    let title: LocalizedStringResource
    var isDestructive = false

    var body: some View {
      Text(title)
        .letters(.body, .semibold)
        .multilineTextAlignment(.center)
        .padding(Space.small)
        .frame(maxWidth: .infinity, minHeight: Size.touch)
        .foregroundStyle(isDestructive ? Palette.onBerrySoft : Palette.onCrustSoft)
        .background(
          isDestructive ? Palette.berrySoft : Palette.crustSoft,
          in: RoundedRectangle(cornerRadius: Corner.small))
    }
  }

  /// A row that leads to another screen.
  struct LinkRow<Value: Hashable>: View {
    let title: LocalizedStringResource
    let symbol: String
    var count = 0
    let value: Value

    var body: some View {
      NavigationLink(value: value) {
        HStack(spacing: Space.medium) {
          Image(systemName: symbol)
            .foregroundStyle(Palette.crust)
            .accessibilityHidden(true)
          Text(title).letters(.body)
          Spacer()
          if count > 0 {
            Text(verbatim: count.formatted()).letters(.small, .bold).foregroundStyle(Palette.crust)
          }
          Image(systemName: "chevron.forward")
            .foregroundStyle(Palette.onQuiet)
            .accessibilityHidden(true)
        }
        .padding(Space.medium)
        .frame(minHeight: Size.touch)
        .foregroundStyle(Palette.onCard)
        .background(Palette.card, in: RoundedRectangle(cornerRadius: Corner.small))
        .contentShape(Rectangle())
      }
      .buttonStyle(.plain)
    }
  }

  /// A field with its name above it.
  struct Field: View {
    let name: LocalizedStringResource
    let text: Binding<String>
    var typed = Typed.name

    init(_ name: LocalizedStringResource, text: Binding<String>, typed: Typed = .name) {
      self.name = name
      self.text = text
      self.typed = typed
    }

    var body: some View {
      VStack(alignment: .leading, spacing: Space.hair) {
        Text(name).letters(.small).foregroundStyle(Palette.onQuiet).accessibilityHidden(true)
        TextField(text: text) { Text(name) }
          .keyboard(for: typed)
          .letters(.body)
          .padding(Space.medium)
          .frame(minHeight: Size.touch)
          .overlay {
            RoundedRectangle(cornerRadius: Corner.small).stroke(Palette.line)
          }
      }
    }
  }
#endif
