#if canImport(SwiftUI)
  import SwiftUI

  /// A rounded surface that holds one thing.
  struct Card<Content: View>: View {
    private let ground: Tint
    private let ink: Tint
    private let content: Content

    init(
      ground: Tint = Palette.card, ink: Tint = Palette.onCard, @ViewBuilder content: () -> Content
    ) {
      self.ground = ground
      self.ink = ink
      self.content = content()
    }

    var body: some View {
      VStack(alignment: .leading, spacing: Space.small) { content }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(Space.large)
        .foregroundStyle(ink)
        .background(ground, in: RoundedRectangle(cornerRadius: Corner.medium))
    }
  }

  /// A card that VoiceOver reads as one sentence. Nothing in it can be touched.
  struct SaidCard<Content: View>: View {
    private let card: Card<Content>

    init(
      ground: Tint = Palette.card, ink: Tint = Palette.onCard, @ViewBuilder content: () -> Content
    ) {
      card = Card(ground: ground, ink: ink, content: content)
    }

    var body: some View {
      card.accessibilityElement(children: .combine)
    }
  }

  /// A screen that scrolls, on the ground of all screens.
  struct Page<Content: View>: View {
    private let content: Content

    init(@ViewBuilder content: () -> Content) {
      self.content = content()
    }

    var body: some View {
      ScrollView {
        VStack(alignment: .leading, spacing: Space.medium) { content }
          .frame(maxWidth: .infinity, alignment: .leading)
          .padding(Space.large)
      }
      .background(Palette.ground)
    }
  }

  /// What stands above a group.
  struct Heading: View {
    let words: LocalizedStringResource

    var body: some View {
      Text(words)
        .letters(.heading, .bold)
        .foregroundStyle(Palette.onGround)
        .accessibilityAddTraits(.isHeader)
    }
  }

  /// Second words.
  struct Aside: View {
    let words: LocalizedStringResource

    var body: some View {
      Text(words)
        .letters(.small)
        .foregroundStyle(Palette.onQuiet)
        .fixedSize(horizontal: false, vertical: true)
    }
  }

  /// Words that one should not miss, on a ground of their own.
  struct Notice: View {
    let words: LocalizedStringResource
    var isBad = false

    var body: some View {
      Text(words)
        .letters(.body)
        .fixedSize(horizontal: false, vertical: true)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(Space.medium)
        .foregroundStyle(isBad ? Palette.onBerrySoft : Palette.onButterSoft)
        .background(
          isBad ? Palette.berrySoft : Palette.butterSoft,
          in: RoundedRectangle(cornerRadius: Corner.small))
    }
  }
#endif
