package dough.state

import dough.core.Access
import dough.core.Dough
import dough.core.DoughException
import dough.core.Home
import dough.core.OrderStatus
import dough.core.OrderSummary
import dough.core.homes
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn

/**
 * The first screen's state, told by the engine: nobody has to ask. The engine is called on
 * [blocking] only, and observed while somebody looks, and a little longer, so that turning the
 * phone doesn't read it all again. The scope must end before the engine is closed.
 */
class HomeModel(private val engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    val state: StateFlow<HomeState> =
        flow {
            // An observer isn't told why there is nothing to tell.
            emit(read())
            emitAll(engine.homes().map(::ready))
        }.flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), HomeState.Loading)

    private fun read(): HomeState = try {
        ready(engine.home())
    } catch (error: DoughException) {
        HomeState.Failed(error.failure())
    }

    private fun ready(home: Home) = HomeState.Ready(
        dough = home.doughAvailable,
        pendingDough = home.doughPending,
        owedDough = home.doughOwed,
        dots = home.surpriseCost?.let { Dots(filled = home.dots.toInt(), wanted = it.toInt()) },
        surprises = home.surprisesReady.toInt(),
        cents = home.eurAvailable,
        heldCents = home.eurHeld,
        vouchers = home.vouchers.toInt(),
        pickup = home.nextPickup?.let(::pickup),
        offlineSince = home.offlineSince,
        outbox = home.outbox.toInt(),
        unread = home.unread.toInt(),
        hasEmail = home.hasEmail,
        spendsFrom = home.spendsFrom,
        access = access(home.access),
    )

    private fun access(access: Access) = when (access) {
        Access.OPENING -> WalletAccess.OPENING
        Access.OPEN -> WalletAccess.OPEN
        Access.REVOKED -> WalletAccess.REVOKED
        Access.ERASED -> WalletAccess.ERASED
    }

    private fun pickup(order: OrderSummary) = Pickup(
        order = order.id,
        shopName = order.shopName,
        code = order.code,
        time = order.localLabel,
        ready = order.status == OrderStatus.PREPARED,
    )
}
