package dough.ui.invite

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dough.core.Invitation
import dough.state.Progress
import dough.state.Shown
import dough.state.invite.InviteState
import dough.ui.Space
import dough.ui.Strings
import dough.ui.parts.Card
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.Notice
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.Request
import dough.ui.parts.WideButton
import dough.ui.pay.CodePicture
import dough.ui.theme.LocalStrings
import dough.ui.theme.date
import java.time.ZoneId

/** The customer's invitation, what became of it, and accepting a friend's. */
@Composable
fun InviteScreen(
    state: Shown<InviteState>,
    onShare: (message: String) -> Unit,
    onAccept: (code: String) -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
    typed: String = "",
) {
    val strings = LocalStrings.current
    PageOf(state, strings.inviteTitle, onBack, modifier, bottom = { invite ->
        WideButton(strings.inviteShare, { onShare(strings.inviteMessage(invite.business, invite.link)) })
    }) { invite ->
        Text(strings.inviteExplain(invite.award, invite.friendAward), style = MaterialTheme.typography.bodyLarge)
        Surface(
            color = Color.White,
            shape = MaterialTheme.shapes.large,
            modifier = Modifier.align(Alignment.CenterHorizontally),
        ) {
            CodePicture(invite.picture, strings.invitePicture, Modifier.padding(Space.small).size(220.dp))
        }
        Text(
            invite.code,
            style = MaterialTheme.typography.headlineMedium,
            textAlign = TextAlign.Center,
            modifier = Modifier.fillMaxWidth(),
        )
        Heading(strings.inviteFriends)
        if (invite.friends.isEmpty()) {
            Quiet(strings.inviteNone)
        } else {
            Card { invite.friends.forEach { NameAndValue(strings.state(it, zone), strings.date(it.since, zone)) } }
        }
        Accepting(invite, zone, typed, onAccept)
    }
}

@Composable
private fun Accepting(invite: InviteState, zone: ZoneId, typed: String, onAccept: (String) -> Unit) {
    val strings = LocalStrings.current
    Heading(strings.inviteAcceptTitle)
    val accepted = invite.invitedBy
    if (accepted != null) {
        Notice(strings.inviteAccepted, strings.state(accepted, zone))
        return
    }
    val free = invite.accepting != Progress.UnderWay
    Request(strings.inviteAcceptLabel, strings.inviteAccept, onAccept, typed, enabled = free) {
        Outcome(invite.accepting)
    }
}

private fun Strings.state(invitation: Invitation, zone: ZoneId): String = when (invitation.state) {
    "joined" -> inviteJoined
    "qualified" -> inviteQualified
    "pending" -> invitation.due?.let { invitePending(date(it, zone)) } ?: inviteQualified
    "rewarded" -> inviteRewarded
    else -> inviteRefused
}
