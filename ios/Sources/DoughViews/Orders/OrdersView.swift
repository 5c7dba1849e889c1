#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// The orders, newest first.
  struct OrdersView: View {
    @Environment(\.locale) private var locale
    let model: OrdersModel

    var body: some View {
      Page {
        ShownView(model.state, none: Words.ordersNone, retry: { await model.load() }) { orders in
          LazyVStack(spacing: Space.small) {
            ForEach(orders) { order in
              NavigationLink(value: Route.order(order.id)) { OrderRow(order: order) }
                .buttonStyle(.plain)
            }
          }
        }
      }
      .navigationTitle(Text(Words.ordersTitle))
      .task { await model.load() }
    }
  }

  struct OrderRow: View {
    @Environment(\.locale) private var locale
    let order: OrderContents

    var body: some View {
      SaidCard {
        HStack(alignment: .firstTextBaseline, spacing: Space.small) {
          StatusText(status: order.status)
          Spacer(minLength: Space.small)
          Text(verbatim: order.total.formatted(locale: locale)).letters(.body)
        }
        Text(
          Words.orderPickup(
            day: Say(locale).date(order.dueAt), time: order.pickup.label, shop: order.shopName)
        )
        .letters(.body)
        Text(verbatim: order.lines.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", "))
          .letters(.small)
          .foregroundStyle(Palette.onQuiet)
      }
    }
  }

  /// Where an order stands: in words, since a colour alone tells not everybody.
  struct StatusText: View {
    let status: OrderContents.Status

    var body: some View {
      Text(words).letters(.subheading, .semibold).foregroundStyle(ink)
    }

    private var words: LocalizedStringResource {
      switch status {
      case .placing: Words.ordersPlacing
      case .refused: Words.ordersRefused
      case .proposed: Words.ordersProposed
      case .reserved: Words.ordersReserved
      case .prepared: Words.ordersPrepared
      case .completed: Words.ordersCompleted
      case .canceled: Words.ordersCanceled
      case .failed: Words.ordersFailed
      }
    }

    private var ink: Tint {
      switch status {
      case .refused, .failed: Palette.berry
      case .reserved, .prepared, .completed: Palette.leaf
      case .proposed: Palette.crust
      case .placing, .canceled: Palette.onQuiet
      }
    }
  }
#endif
