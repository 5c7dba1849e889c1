package dough.ui.rewards

import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dough.core.Benefit
import dough.core.Voucher
import dough.state.Progress
import dough.state.Shown
import dough.state.rewards.Found
import dough.state.rewards.Offer
import dough.state.rewards.Rewards
import dough.ui.Space
import dough.ui.Strings
import dough.ui.home.SurpriseCard
import dough.ui.parts.Ask
import dough.ui.parts.Card
import dough.ui.parts.Empty
import dough.ui.parts.GraveButton
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.QuietButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.date
import dough.ui.theme.money
import java.time.ZoneId

/** Vouchers to use, surprises to open, and rewards to take for dough. */
@Composable
fun RewardsScreen(
    state: Shown<Rewards>,
    onSurprise: (ULong) -> Unit,
    onUse: (Voucher) -> Unit,
    onTake: (String) -> Unit,
    onGiveBack: (ULong) -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    var taking by rememberSaveable { mutableStateOf<String?>(null) }
    var returning by rememberSaveable { mutableStateOf<Long?>(null) }
    PageOf(state, strings.rewardsTitle, onBack = null, modifier) { rewards ->
        Outcome(rewards.progress)
        rewards.surprises.firstOrNull()?.let { first ->
            SurpriseCard(rewards.surprises.size) { onSurprise(first.number) }
        }
        if (rewards.vouchers.isNotEmpty()) {
            Heading(strings.rewardsVouchers)
        } else if (rewards.surprises.isEmpty() && rewards.offers.isEmpty()) {
            Empty(strings.rewardsNone)
        }
        val free = rewards.progress != Progress.UnderWay
        rewards.vouchers.forEach { VoucherCard(it, zone, free, onUse) { returning = it.number.toLong() } }
        if (rewards.offers.isNotEmpty()) {
            Heading(strings.rewardsSpend)
        }
        rewards.offers.forEach { OfferCard(it, free) { taking = it.reward.id } }
        if (rewards.opened.isNotEmpty()) {
            Heading(strings.rewardsOpened)
            Card { rewards.opened.forEach { NameAndValue(strings.found(it), strings.date(it.at, zone)) } }
        }
        // What is gone meanwhile asks nothing.
        rewards.offers.find { it.reward.id == taking }?.let { TakeAsk(it, onTake) { taking = null } }
        rewards.vouchers.find {
            it.number.toLong() == returning
        }?.let { GiveBackAsk(it, onGiveBack) { returning = null } }
    }
}

@Composable
internal fun TakeAsk(offer: Offer, onTake: (String) -> Unit, onNo: () -> Unit) {
    val strings = LocalStrings.current
    val reward = offer.reward
    val words = if (reward.forfeits) strings.rewardsTakeAskLost(reward.cost) else strings.rewardsTakeAsk(reward.cost)
    Ask(words, strings.rewardsTake, { onTake(reward.id) }, onNo)
}

@Composable
internal fun GiveBackAsk(voucher: Voucher, onGiveBack: (ULong) -> Unit, onNo: () -> Unit) {
    val strings = LocalStrings.current
    Ask(strings.rewardsGiveBackAsk(voucher.cost), strings.rewardsGiveBack, { onGiveBack(voucher.number) }, onNo)
}

@Composable
private fun VoucherCard(
    voucher: Voucher,
    zone: ZoneId,
    free: Boolean,
    onUse: (Voucher) -> Unit,
    onGiveBack: () -> Unit,
) {
    val strings = LocalStrings.current
    Card {
        Text(voucher.name, style = MaterialTheme.typography.headlineSmall)
        Quiet(strings.rewardsUntil(strings.date(voucher.expiresAt, zone)))
        if (voucher.minimum > 0) {
            Quiet(strings.rewardsMinimum(strings.money(voucher.minimum)))
        }
        if (voucher.order != null) {
            Text(strings.rewardsWithOrder, style = MaterialTheme.typography.titleMedium)
        } else {
            QuietButton(strings.rewardsUse, { onUse(voucher) }, Modifier.padding(top = Space.medium))
            if (voucher.cost > 0) {
                GraveButton(strings.rewardsGiveBack, onGiveBack, enabled = free)
            }
        }
    }
}

@Composable
private fun OfferCard(offer: Offer, free: Boolean, onTake: () -> Unit) {
    val strings = LocalStrings.current
    val reward = offer.reward
    Card {
        Text(reward.name, style = MaterialTheme.typography.headlineSmall)
        NameAndValue(strings.gives(offer), strings.rewardsCost(reward.cost))
        if (reward.minimum > 0) {
            Quiet(strings.rewardsMinimum(strings.money(reward.minimum)))
        }
        Quiet(strings.rewardsDays(reward.days.toInt()))
        if (reward.missing > 0) {
            Text(strings.rewardsMissing(reward.missing), style = MaterialTheme.typography.titleMedium)
        } else {
            QuietButton(strings.rewardsTake, onTake, Modifier.padding(top = Space.medium), enabled = free)
        }
    }
}

private fun Strings.gives(offer: Offer): String = when (val benefit = offer.reward.benefit) {
    is Benefit.Item -> rewardsGivesItem(offer.item ?: benefit.item)

    is Benefit.Amount -> rewardsGivesAmount(money(benefit.cents))

    is Benefit.Percent -> {
        val percent = benefit.percent.toString()
        benefit.atMost?.let { rewardsGivesPercentAtMost(percent, money(it)) } ?: rewardsGivesPercent(percent)
    }
}

private fun Strings.found(found: Found): String = found.name ?: commonGained(found.dough ?: 0)
