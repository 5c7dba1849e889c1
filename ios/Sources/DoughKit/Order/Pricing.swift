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
  /// The chosen time.
  let pickup: PickupTime.ID?
  /// The voucher or the reward to be used.
  let redeem: Voucher.ID?
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
        quote: .ready(try await byOwnRules(quote)),
        times: times.times.isEmpty ? .empty : .ready(times))
    } catch {
      let problem = Problem(error)
      guard problem.kind == .refused else { return nil }
      return Found(quote: .failed(problem), times: .empty)
    }
  }

  /// What the phone's rules say of it, for the prices that the server has, or else for its own. Of an
  /// order that is changed, with what is attached to it.
  func byOwnRules(_ priced: Quote? = nil) async throws(Problem) -> OrderQuote {
    try await session.wallet().call { [shop, lines, menu, pickup, redeem, order] core in
      if let order {
        return try OrderQuote(core, changing: order, lines: lines, pickup: pickup, menu: menu)
      }
      let plain = try core.quote(shop: shop, lines: lines, pickupAt: pickup)
      let names = Dictionary(
        try core.rewards().map { ($0.number, $0.name) }, uniquingKeysWith: { first, _ in first })
      let usable = plain.fits.filter { $0.off > 0 }.compactMap { fit in
        names[fit.number].map {
          OrderQuote.Usable(id: fit.number, name: $0, off: Cents(fit.off))
        }
      }
      let chosen = usable.first { $0.id == redeem }
      let own = try core.quote(shop: shop, lines: lines, pickupAt: pickup, redeem: chosen?.id)
      return OrderQuote(priced ?? own, menu: menu, own: own, usable: usable, redeem: chosen)
    }
  }

  private func found(isEstimate: Bool) async -> Found {
    do throws(Problem) {
      let wallet = try await session.wallet()
      let quote = try await byOwnRules()
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
