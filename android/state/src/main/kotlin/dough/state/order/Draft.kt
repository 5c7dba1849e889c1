package dough.state.order

import dough.core.BasketLine
import dough.core.Catalogue
import dough.core.Dough
import dough.core.DoughException
import dough.core.Quote
import dough.core.Shop
import dough.core.Slot
import dough.state.failure
import java.time.Instant
import java.time.LocalDate

/** How many days ahead one may order; the rules have the last word. */
private const val DAYS_AHEAD = 7L

/** How many of one line a basket takes. */
private const val MOST_OF_A_LINE = 100

/** What the customer has chosen. */
internal data class Draft(
    val shop: String? = null,
    val lines: List<BasketLine> = emptyList(),
    val day: LocalDate? = null,
    val slot: Long? = null,
    /** The voucher or the reward to be used, by its number. */
    val redeem: ULong? = null,
) {
    fun plus(line: BasketLine): Draft {
        val at = lines.indexOfFirst { it.item == line.item && it.modifiers == line.modifiers }
        if (at < 0) return copy(lines = lines + line)
        return withQuantity(at, (lines[at].quantity + line.quantity).toInt())
    }

    fun withQuantity(at: Int, quantity: Int): Draft {
        if (at !in lines.indices) return this
        val line = lines[at].copy(quantity = quantity.coerceIn(0, MOST_OF_A_LINE).toUInt())
        return copy(lines = lines.take(at) + listOf(line).filter { it.quantity > 0u } + lines.drop(at + 1))
    }
}

/** Everything that [orderState] shows. */
internal data class Chosen(val draft: Draft, val answer: Answer?, val placing: Placing)

/** The screen of what was chosen; nothing before the menu was read. */
internal fun Dough.orderState(chosen: Chosen, now: Long): OrderState? {
    val menu = catalogue() ?: return null
    val shop = menu.shops.find { it.id == chosen.draft.shop } ?: menu.shops.singleOrNull()
    val page = shop?.let { page(menu, it) }
    val draft = chosen.draft.copy(shop = shop?.id)
    val days = page?.days(now).orEmpty()
    val day = draft.day?.takeIf(days::contains) ?: days.firstOrNull()
    val question = question(draft.shop, draft.lines, day)
    val answer = chosen.answer?.takeIf { it.to == question }
    val soldOut = page?.soldOut(draft.lines, isToday = day == days.firstOrNull()).orEmpty()
    val basket = basket(draft, answer?.quote).copy(soldOut = soldOut)
    val slots = if (question == null) emptyList() else answer?.quote?.slots ?: localSlots(question)
    val home = home()
    return OrderState(
        shops = menu.shops,
        page = page,
        basket = basket,
        pickup = Pickup(days, day, slots, slots.find { it.pickupAt == draft.slot }),
        payment = Payment(home.eurAvailable - basket.due, home.hasEmail),
        placing = chosen.placing,
    )
}

internal fun question(shop: String?, lines: List<BasketLine>, day: LocalDate?): Question? =
    if (shop == null || day == null) null else Question(shop, lines, day)

internal fun Dough.page(menu: Catalogue, shop: Shop): ShopPage? {
    val today = shopToday(shop.id) ?: return null
    val changes = menu.modifiers.associateBy { it.id }
    val dishes =
        menu.items.map { item ->
            Dish(item, item.modifiers.mapNotNull(changes::get), soldOut = item.id in today.soldOut)
        }
    return ShopPage(shop, today, dishes, menu.fetchedAt)
}

internal fun ShopPage.days(now: Long): List<LocalDate> {
    val today = Instant.ofEpochMilli(now).atZone(zone).toLocalDate()
    return (0..DAYS_AHEAD).map(today::plusDays)
}

/** The shop knows of today only. */
internal fun ShopPage.soldOut(lines: List<BasketLine>, isToday: Boolean): List<String> {
    val chosen = lines.map { it.item }
    return if (isToday) dishes.filter { it.soldOut && it.item.id in chosen }.map { it.item.name } else emptyList()
}

/**
 * What was chosen, as the server has priced it, or else as this phone does. What it earns at that time,
 * and what a voucher or a reward takes off, is the phone's to reckon: the server isn't asked that.
 */
internal fun Dough.basket(draft: Draft, answered: Quote?): Basket {
    val shop = draft.shop ?: return unpriced(draft.lines)
    return priced(draft.lines) {
        val fitting = usable(quote(shop, draft.lines, draft.slot))
        val redeem = fitting.find { it.number == draft.redeem }
        val own = quote(shop, draft.lines, draft.slot, redeem?.number)
        with(answered ?: own, own).copy(usable = fitting, redeem = redeem)
    }
}

/** Lines with their price, or with why they have none. */
internal fun priced(lines: List<BasketLine>, price: Basket.() -> Basket): Basket {
    val basket = unpriced(lines)
    return try {
        if (lines.isEmpty()) basket else basket.price()
    } catch (refused: DoughException.Refused) {
        basket.copy(failure = refused.failure())
    }
}

private fun unpriced(lines: List<BasketLine>) =
    Basket(lines, emptyList(), total = 0, dough = 0, estimate = false, failure = null, soldOut = emptyList())

/** The same with prices, and with what this phone reckons that it earns. */
internal fun Basket.with(priced: Quote, own: Quote): Basket = copy(
    priced = priced.lines,
    total = priced.total,
    dough = own.dough,
    estimate = priced.estimate,
    reasons = own.reasons,
)

/** Those that take something off. */
private fun Dough.usable(quote: Quote): List<Usable> {
    val names = rewards().associate { it.number to it.name }
    return quote.fits.filter { it.off > 0 }.mapNotNull { fit ->
        names[fit.number]?.let { Usable(fit.number, it, fit.off) }
    }
}

/** The phone's own times; none for a basket that can't be ordered. */
private fun Dough.localSlots(question: Question): List<Slot> = try {
    if (question.lines.isEmpty()) emptyList() else slots(question.shop, "${question.day}", question.lines).slots
} catch (_: DoughException.Refused) {
    emptyList()
}
