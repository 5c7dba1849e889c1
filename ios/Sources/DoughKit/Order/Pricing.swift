import DoughCore

/// Asks for the price and the times of what is chosen.
struct Pricing: Sendable {
  struct Found: Sendable {
    let quote: Shown<OrderQuote>
    let times: Shown<PickupTimes>
  }

  let session: DoughSession
  let menu: ShopMenu
  let shop: ShopMenu.Shop.ID
  let lines: [BasketLine]
  let day: String?
  /// The order that is to be changed.
  let order: OrderContents.ID?

  /// By what the phone knows, at once.
  func byThePhone() async -> Found {
    await found(isEstimate: true)
  }

  /// By what the server knows now; nothing where it can't be reached.
  func byTheServer() async -> Found? {
    guard let day else { return nil }
    do {
      let engine = try await session.wallet().call { $0 }
      guard order == nil else {
        // Of an order that is changed, only the phone knows the room that it has already.
        try await engine.refreshShop(shop: shop)
        return await found(isEstimate: false)
      }
      let quote = try await engine.serverQuote(shop: shop, lines: lines, day: day)
      let times = PickupTimes(times: quote.slots.map(PickupTime.init), isEstimate: false)
      return Found(
        quote: .ready(OrderQuote(quote, menu: menu)),
        times: times.times.isEmpty ? .empty : .ready(times))
    } catch {
      let problem = Problem(error)
      guard problem.kind == .refused else { return nil }
      return Found(quote: .failed(problem), times: .empty)
    }
  }

  private func found(isEstimate: Bool) async -> Found {
    do throws(Problem) {
      let wallet = try await session.wallet()
      let quote = try await wallet.call { [shop, lines, menu] in
        OrderQuote(try $0.quote(shop: shop, lines: lines), menu: menu)
      }
      guard let day else { return Found(quote: .ready(quote), times: .empty) }
      let slots = try await wallet.call { [shop, lines, order] core in
        if let order {
          try core.editSlots(order: order, day: day, lines: lines)
        } else {
          try core.slots(shop: shop, day: day, lines: lines)
        }
      }
      let times = PickupTimes(times: slots.slots.map(PickupTime.init), isEstimate: isEstimate)
      return Found(quote: .ready(quote), times: times.times.isEmpty ? .empty : .ready(times))
    } catch {
      return Found(quote: .failed(error), times: .empty)
    }
  }
}
