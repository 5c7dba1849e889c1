package dough.state.invite

import dough.core.Dough
import dough.core.Invitation
import dough.state.Asking
import dough.state.LINGER_MILLIS
import dough.state.Picture
import dough.state.Progress
import dough.state.Shown
import dough.state.changes
import dough.state.reading
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.stateIn

/** The customer's own invitation, and what became of it. */
data class InviteState(
    val code: String,
    val link: String,
    /** The link to scan. */
    val picture: Picture,
    /** Who invites, as customers know the business. */
    val business: String,
    /** Dough that a friend's first order brings the customer. */
    val award: Long,
    /** Dough that it brings the friend. */
    val friendAward: Long,
    /** Friends who accepted, newest first. */
    val friends: List<Invitation>,
    /** The invitation that the customer accepted. */
    val invitedBy: Invitation?,
    /** What became of one that is being accepted. */
    val accepting: Progress,
)

/** Inviting, and accepting an invitation. */
class InviteModel(engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    private val asking = Asking(engine, scope, blocking)

    val state: StateFlow<Shown<InviteState>> =
        combine(engine.changes(), asking.progress) { _, accepting -> reading { engine.state(accepting) } }
            .flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    /** Accepts a friend's invitation: its code as typed, or its link. */
    fun accept(code: String) {
        asking.ask { acceptInvite(code) }
    }

    /** The outcome was looked at. */
    fun forgetOutcome() = asking.forget()
}

private fun Dough.state(accepting: Progress): InviteState? {
    val menu = catalogue() ?: return null
    val own = invite()
    val invites = invites()
    return InviteState(
        code = own.code,
        link = own.link,
        picture = Picture(own.width.toInt(), own.modules),
        business = menu.business,
        award = menu.inviterAward,
        friendAward = menu.friendAward,
        friends = invites.invited.sortedByDescending { it.since },
        invitedBy = invites.invitedBy,
        accepting = accepting,
    )
}
