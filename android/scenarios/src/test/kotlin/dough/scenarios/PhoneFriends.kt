package dough.scenarios

import dough.core.Invitation
import dough.state.invite.InviteModel
import dough.state.invite.InviteState
import kotlinx.serialization.json.JsonObject

/** Invitations. */
internal fun Phone.friends(step: JsonObject): JsonObject? = when (step.text("do")) {
    "invitation" -> yields().also { kept.keep(step, model().state.seen().code) }
    "accept" -> model().let { it.state.asked(InviteState::accepting) { it.accept(step.text("invitation")) } }
    "queue_accept" -> queued(step) { model().accept(step.text("invitation")) }
    "invites" -> model().state.seen().told()
    "until_invited" -> model().state.until(step, InviteState::told)
    else -> null
}

private fun Phone.model() = app.open(::InviteModel)

private fun InviteState.told() = yields("invited" to friends.map(Invitation::state))
