#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// An item's picture in a row: a square on a quiet ground, which shows the first letter of its name
  /// until then. The name beside it says what it shows.
  struct ItemPicture: View {
    @State private var picture: URL?
    let item: ShopMenu.Item
    let model: OrderModel

    var body: some View {
      Text(verbatim: item.name.prefix(1).uppercased())
        .letters(.title, .bold)
        .foregroundStyle(Palette.onQuiet)
        .frame(width: Size.picture, height: Size.picture)
        .background(Palette.quiet)
        .overlay { shown }
        .clipShape(RoundedRectangle(cornerRadius: Corner.small))
        .accessibilityHidden(true)
        // One that couldn't be had is asked for again with the next menu: the server answers again.
        .task(id: model.menu.contents?.asOf) { picture = await model.picture(of: item) }
    }

    @ViewBuilder private var shown: some View {
      if let picture {
        AsyncImage(url: picture) { phase in
          if case .success(let image) = phase {
            image.resizable().aspectRatio(contentMode: .fill)
          }
        }
        .frame(width: Size.picture, height: Size.picture)
      }
    }
  }
#endif
