package dough.state

/** What stands in the wallet, as last known. Amounts are whole dough or whole cents, times milliseconds since 1970. */
data class HomeState(
    /** Dough to spend. */
    val dough: Long,
    /** Dough that waits for a date or a pickup. */
    val pendingDough: Long,
    val owedDough: Long,
    /** The row that fills up to the next surprise; nothing until the menu was read. */
    val dots: Dots?,
    /** Surprises that can be opened. */
    val surprises: Int,
    /** Cents to spend. */
    val cents: Long,
    /** Cents of orders that wait for their pickup. */
    val heldCents: Long,
    /** Vouchers that can be used. */
    val vouchers: Int,
    /** The order that is fetched next. */
    val pickup: Pickup?,
    /** Since when nothing was heard from the server; nothing while it answers. */
    val offlineSince: Long?,
    /** What is still on its way to the server. */
    val outbox: Int,
    /** News that the customer hasn't looked at. */
    val unread: Int,
    /** Whether an e-mail address leads back to the wallet; otherwise it is lost with the phone. */
    val hasEmail: Boolean,
    /** From when on this phone may spend euros; nothing where it may now. */
    val spendsFrom: Long?,
    /** Whether this phone may use the wallet. */
    val access: WalletAccess,
)

/** Whether a phone may use its wallet. */
enum class WalletAccess {
    /** The server hasn't opened it yet. */
    OPENING,

    OPEN,

    /** The phone was taken out of it. What is shown is as it was then. */
    REVOKED,

    /** The wallet was erased. */
    ERASED,
}

/** So many of so many. */
data class Dots(val filled: Int, val wanted: Int)

/** The order that is fetched next. */
data class Pickup(
    val order: String,
    /** What the shop is called. */
    val shopName: String,
    /** What the customer says at the counter. */
    val code: String,
    /** The shop's own clock: "08:10". */
    val time: String,
    val ready: Boolean,
)
