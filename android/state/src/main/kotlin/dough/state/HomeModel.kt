package dough.state

import dough.core.Access
import dough.core.Dough
import dough.core.Home
import dough.core.OrderStatus
import dough.core.OrderSummary
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.StateFlow

/**
 * The first screen's state, told by the engine: nobody has to ask. The engine is called on
 * [blocking] only, and observed while somebody looks, and a little longer, so that turning the
 * phone doesn't read it all again. The scope must end before the engine is closed.
 */
class HomeModel(engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    val state: StateFlow<Shown<HomeState>> = engine.shown(scope, blocking) { home().state() }
}

private fun Home.state() = HomeState(
    dough = doughAvailable,
    pendingDough = doughPending,
    owedDough = doughOwed,
    dots = surpriseCost?.let { Dots(filled = dots.toInt(), wanted = it.toInt()) },
    surprises = surprisesReady.toInt(),
    cents = eurAvailable,
    heldCents = eurHeld,
    vouchers = vouchers.toInt(),
    pickup = nextPickup?.pickup(),
    offlineSince = offlineSince,
    outbox = outbox.toInt(),
    unread = unread.toInt(),
    hasEmail = hasEmail,
    spendsFrom = spendsFrom,
    access = access.state(),
)

private fun Access.state() = when (this) {
    Access.OPENING -> WalletAccess.OPENING
    Access.OPEN -> WalletAccess.OPEN
    Access.REVOKED -> WalletAccess.REVOKED
    Access.ERASED -> WalletAccess.ERASED
}

private fun OrderSummary.pickup() = Pickup(
    order = id,
    shopName = shopName,
    code = code,
    time = localLabel,
    ready = status == OrderStatus.PREPARED,
)
