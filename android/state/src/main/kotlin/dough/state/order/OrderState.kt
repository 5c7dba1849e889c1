package dough.state.order

import dough.core.BasketLine
import dough.core.Item
import dough.core.Modifier
import dough.core.PricedLine
import dough.core.Shop
import dough.core.ShopToday
import dough.core.Slot
import dough.state.Failure
import java.time.LocalDate
import java.time.ZoneId

/** Choosing what to order, as far as the customer has come. Amounts are cents. */
data class OrderState(
    /** Where one can order. */
    val shops: List<Shop>,
    /** The chosen shop; nothing until one was chosen. */
    val page: ShopPage?,
    val basket: Basket,
    val pickup: Pickup,
    val payment: Payment,
    val placing: Placing,
)

/** A shop and what it sells. */
data class ShopPage(
    val shop: Shop,
    val today: ShopToday,
    val dishes: List<Dish>,
    /** When the server last confirmed the menu. */
    val menuAt: Long,
) {
    val zone: ZoneId = ZoneId.of(shop.timeZone)

    fun dish(item: String): Dish? = dishes.find { it.item.id == item }
}

/** An item of the menu, with the changes that it allows. */
data class Dish(val item: Item, val changes: List<Modifier>, val soldOut: Boolean)

/** What was chosen. */
data class Basket(
    val lines: List<BasketLine>,
    /** The same with names and prices; empty where it can't be priced. */
    val priced: List<PricedLine>,
    val total: Long,
    /** What it would earn. */
    val dough: Long,
    /** Whether this phone reckoned it, and not yet the server. */
    val estimate: Boolean,
    /** Why it can't be ordered like this. */
    val failure: Failure?,
    /** What of it the shop has none left of, by its name, where it is fetched today. */
    val soldOut: List<String>,
    /** Why it earns what it does, in the customer's language. */
    val reasons: List<String> = emptyList(),
    /** The vouchers and rewards that fit it. */
    val usable: List<Usable> = emptyList(),
    /** The one that is used with it. */
    val redeem: Usable? = null,
) {
    val count: Int get() = lines.sumOf { it.quantity.toInt() }

    /** What of it is paid with money. */
    val due: Long get() = total - (redeem?.off ?: 0)
}

/** A voucher or a reward that fits a basket. */
data class Usable(
    val number: ULong,
    val name: String,
    /** What it takes off. */
    val off: Long,
)

/** When it is fetched. */
data class Pickup(
    val days: List<LocalDate>,
    val day: LocalDate?,
    val slots: List<Slot>,
    /** The chosen time; nothing until one was chosen, or when it is free no more. */
    val chosen: Slot?,
)

/** What the balance allows. */
data class Payment(
    /** What stays on it; negative where it is short. */
    val balanceAfter: Long,
    /** Whether an address leads back to the wallet, in which case money may be paid in unasked. */
    val hasEmail: Boolean,
) {
    val missing: Long get() = maxOf(0, -balanceAfter)
}

/** What became of the wish to order. */
sealed interface Placing {
    data object Idle : Placing

    /** It is being stored. */
    data object UnderWay : Placing

    /** It is stored, and has a page of its own. */
    data class Placed(val order: String) : Placing

    data class Failed(val failure: Failure) : Placing
}
