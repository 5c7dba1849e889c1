#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// Shops and menu: the first step of an order.
  struct MenuView: View {
    @Environment(\.locale) private var locale
    @State private var looksAt: ShopMenu.Item?
    let model: OrderModel

    var body: some View {
      Page {
        ShownView(model.menu, none: Words.orderNoMenu, retry: { await model.load() }) { menu in
          VStack(alignment: .leading, spacing: Space.medium) {
            Heading(words: Words.orderShop)
            ForEach(menu.shops) { shop in
              ShopRow(
                shop: shop, today: model.today[shop.id], isChosen: shop.id == model.shop?.id
              ) { Task { await model.choose(shop: shop.id) } }
            }
            if model.shop != nil {
              items(menu)
            }
            Aside(words: Words.orderMenuAge(time: Say(locale).moment(menu.asOf)))
          }
        }
      }
      .navigationTitle(Text(Words.orderTitle))
      .task { await model.load() }
      .refreshable { await model.load() }
      .safeAreaInset(edge: .bottom) {
        if !model.basket.isEmpty {
          NavigationLink(value: Route.basket) { BasketBar(model: model) }
            .buttonStyle(.plain)
            .padding(Space.medium)
        }
      }
      .sheet(item: $looksAt) { item in
        ItemView(item: item, model: model) { looksAt = nil }
      }
    }

    private func items(_ menu: ShopMenu) -> some View {
      // A menu without pictures has no room for them either.
      let isPictured = menu.items.contains { $0.image != nil }
      return LazyVStack(alignment: .leading, spacing: Space.small) {
        ForEach(menu.items) { item in
          Button {
            looksAt = item
          } label: {
            ItemRow(item: item, isSoldOut: model.isSoldOut(item.id)) {
              if isPictured { ItemPicture(item: item, model: model) }
            }
          }
          .buttonStyle(.plain)
          .disabled(model.isSoldOut(item.id))
        }
      }
    }
  }

  struct ShopRow: View {
    @Environment(\.locale) private var locale
    let shop: ShopMenu.Shop
    let today: ShopMenu.Today?
    let isChosen: Bool
    let choose: @MainActor () -> Void

    var body: some View {
      Button(action: choose) {
        HStack(spacing: Space.medium) {
          Image(systemName: isChosen ? "checkmark.circle.fill" : "circle")
            .foregroundStyle(Palette.crust)
            .accessibilityHidden(true)
          VStack(alignment: .leading, spacing: Space.hair) {
            Text(verbatim: shop.name).letters(.subheading, .semibold)
            if let today { hours(today) }
          }
          Spacer()
        }
        .padding(Space.medium)
        .frame(minHeight: Size.touch)
        .foregroundStyle(Palette.onCard)
        .background(Palette.card, in: RoundedRectangle(cornerRadius: Corner.small))
        .contentShape(Rectangle())
      }
      .buttonStyle(.plain)
      .accessibilityElement(children: .combine)
      .accessibilityAddTraits(isChosen ? [.isSelected] : [])
    }

    @ViewBuilder private func hours(_ today: ShopMenu.Today) -> some View {
      if let until = today.pausedUntil {
        Text(Words.orderPaused(time: Say(locale).time(until)))
          .letters(.small)
          .foregroundStyle(Palette.berry)
      } else if let hours = today.hours {
        Aside(words: Words.orderOpenToday(hours: hours))
      } else {
        Aside(words: Words.orderClosedToday)
      }
    }
  }

  struct ItemRow<Picture: View>: View {
    @Environment(\.locale) private var locale
    let item: ShopMenu.Item
    let isSoldOut: Bool
    @ViewBuilder let picture: Picture

    var body: some View {
      HStack(spacing: Space.medium) {
        picture
        words
      }
      .frame(maxWidth: .infinity, minHeight: Size.touch, alignment: .leading)
      .padding(Space.medium)
      .foregroundStyle(isSoldOut ? Palette.onQuiet : Palette.onCard)
      .background(
        isSoldOut ? Palette.quiet : Palette.card, in: RoundedRectangle(cornerRadius: Corner.small)
      )
      .contentShape(Rectangle())
      .accessibilityElement(children: .combine)
    }

    private var words: some View {
      ViewThatFits(in: .horizontal) {
        HStack(alignment: .firstTextBaseline, spacing: Space.medium) {
          name
          Spacer(minLength: Space.medium)
          price
        }
        VStack(alignment: .leading, spacing: Space.hair) {
          name
          price
        }
      }
    }

    private var name: some View {
      Text(verbatim: item.name).letters(.body, .semibold)
    }

    private var price: some View {
      Group {
        if isSoldOut {
          Text(Words.orderSoldOut)
        } else {
          Text(verbatim: item.price.formatted(locale: locale))
        }
      }
      .letters(.body)
    }
  }

  /// What stands at the bottom while something is chosen.
  struct BasketBar: View {
    @Environment(\.locale) private var locale
    let model: OrderModel

    var body: some View {
      HStack(spacing: Space.medium) {
        Text(Words.orderBasketItems(count: model.basket.count)).letters(.heading, .semibold)
        Spacer()
        if let total = model.quote.contents?.total {
          Text(verbatim: total.formatted(locale: locale)).letters(.heading, .semibold)
        }
      }
      .padding(Space.medium)
      .frame(minHeight: Size.button)
      .foregroundStyle(Palette.onCrust)
      .background(Palette.crust, in: RoundedRectangle(cornerRadius: Corner.medium))
      .accessibilityElement(children: .combine)
    }
  }
#endif
