#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// One thing on the menu, to be taken as the customer likes it.
  struct ItemView: View {
    @Environment(\.locale) private var locale
    @State private var changes: Set<String> = []
    @State private var picture: URL?
    let item: ShopMenu.Item
    let model: OrderModel
    let close: @MainActor () -> Void

    var body: some View {
      Page {
        if let picture {
          // What it shows, its name says.
          AsyncImage(url: picture) { phase in
            if case .success(let image) = phase {
              image.resizable().aspectRatio(contentMode: .fit)
            }
          }
          .clipShape(RoundedRectangle(cornerRadius: Corner.medium))
          .accessibilityHidden(true)
        }
        Text(verbatim: item.name)
          .letters(.title, .bold)
          .foregroundStyle(Palette.onGround)
          .accessibilityAddTraits(.isHeader)
        if !allergens.isEmpty {
          Aside(words: Words.orderAllergens(letters: allergens.joined(separator: ", ")))
        }
        if !item.changes.isEmpty {
          Heading(words: Words.orderChanges)
          ForEach(item.changes) { change in
            Toggle(isOn: isOn(change.id)) { ChangeLabel(change: change) }
              .tint(Palette.crust)
              .frame(minHeight: Size.touch)
          }
        }
        if item.changes.contains(where: { $0.crossContact && changes.contains($0.id) }) {
          Notice(words: Words.orderCrossContact)
        }
        MainButton(title: Words.orderAdd(money: price.formatted(locale: locale))) {
          await model.add(choice)
          close()
        }
        .disabled(!model.basket.takes(choice))
        QuietButton(title: Words.commonClose) { close() }
      }
      .task { picture = await model.picture(of: item) }
    }

    private var choice: Basket.Choice {
      Basket.Choice(item: item.id, changes: changes)
    }

    private var chosen: [ShopMenu.Change] {
      item.changes.filter { changes.contains($0.id) }
    }

    private var price: Cents {
      Cents(chosen.reduce(item.price.count) { $0 + $1.price.count })
    }

    private var allergens: [String] {
      let all = item.allergens + chosen.flatMap(\.allergens)
      return all.enumerated().filter { number, letter in
        all.firstIndex(of: letter) == number
      }.map(\.element)
    }

    private func isOn(_ change: String) -> Binding<Bool> {
      let (all, binding) = (changes, $changes)
      return Binding(
        get: { all.contains(change) },
        set: { isOn in
          if isOn {
            binding.wrappedValue.insert(change)
          } else {
            binding.wrappedValue.remove(change)
          }
        })
    }
  }

  struct ChangeLabel: View {
    @Environment(\.locale) private var locale
    let change: ShopMenu.Change

    var body: some View {
      HStack(alignment: .firstTextBaseline, spacing: Space.small) {
        Text(verbatim: change.name)
        Spacer(minLength: Space.small)
        if change.price != Cents(0) {
          Text(verbatim: change.price.formatted(locale: locale)).foregroundStyle(Palette.onQuiet)
        }
      }
      .letters(.body)
      .foregroundStyle(Palette.onGround)
    }
  }
#endif
