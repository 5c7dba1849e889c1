package dough.ui.rewards

import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.core.Voucher
import dough.state.Shown
import dough.state.rewards.Found
import dough.state.rewards.Rewards
import dough.ui.Space
import dough.ui.Strings
import dough.ui.home.SurpriseCard
import dough.ui.parts.Card
import dough.ui.parts.Empty
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.QuietButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.date
import java.time.ZoneId

/** Vouchers to use and surprises to open. */
@Composable
fun RewardsScreen(
    state: Shown<Rewards>,
    onSurprise: (ULong) -> Unit,
    onUse: (Voucher) -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    PageOf(state, strings.rewardsTitle, onBack = null, modifier) { rewards ->
        rewards.surprises.firstOrNull()?.let { first ->
            SurpriseCard(rewards.surprises.size) { onSurprise(first.number) }
        }
        if (rewards.vouchers.isNotEmpty()) {
            Heading(strings.rewardsVouchers)
        } else if (rewards.surprises.isEmpty()) {
            Empty(strings.rewardsNone)
        }
        rewards.vouchers.forEach { VoucherCard(it, zone, onUse) }
        if (rewards.opened.isNotEmpty()) {
            Heading(strings.rewardsOpened)
            Card { rewards.opened.forEach { NameAndValue(strings.found(it), strings.date(it.at, zone)) } }
        }
    }
}

@Composable
private fun VoucherCard(voucher: Voucher, zone: ZoneId, onUse: (Voucher) -> Unit) {
    val strings = LocalStrings.current
    Card {
        Text(voucher.name, style = MaterialTheme.typography.headlineSmall)
        Quiet(strings.rewardsUntil(strings.date(voucher.expiresAt, zone)))
        QuietButton(strings.rewardsUse, { onUse(voucher) }, Modifier.padding(top = Space.medium))
    }
}

private fun Strings.found(found: Found): String = found.name ?: commonGained(found.dough ?: 0)
