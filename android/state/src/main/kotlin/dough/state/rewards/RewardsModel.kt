package dough.state.rewards

import dough.core.Benefit
import dough.core.Dough
import dough.core.Prize
import dough.core.Reveal
import dough.core.RewardOffer
import dough.core.Surprise
import dough.core.Voucher
import dough.core.WeightedPrize
import dough.state.Asking
import dough.state.LINGER_MILLIS
import dough.state.Progress
import dough.state.Shown
import dough.state.changes
import dough.state.itemName
import dough.state.reading
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.stateIn

/** Vouchers, surprises, and what dough can be spent on. */
data class Rewards(
    /** Vouchers and rewards that can be used, the one that runs out first before. */
    val vouchers: List<Voucher>,
    /** Rewards that dough can be spent on, the cheapest first. */
    val offers: List<Offer>,
    /** Those that can be opened. */
    val surprises: List<Surprise>,
    /** Those that were opened, newest first. */
    val opened: List<Found>,
    /** What became of a reward that is being taken or given back. */
    val progress: Progress,
)

/** A reward that dough can be spent on. */
data class Offer(
    val reward: RewardOffer,
    /** What it gives one of, where it is something to eat. */
    val item: String?,
)

/** What a surprise held. */
data class Found(
    val surprise: ULong,
    val at: Long,
    /** What was found, where it is something to eat. */
    val name: String?,
    /** How much was found, where it is dough. */
    val dough: Long?,
    /** Whether this phone found the draw honest. */
    val verified: Boolean,
)

class RewardsModel(engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    private val asking = Asking(engine, scope, blocking)

    val state: StateFlow<Shown<Rewards>> =
        combine(engine.changes(), asking.progress) { _, progress -> reading { engine.rewards(progress) } }
            .flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    /** Takes a reward, for which its dough is locked. */
    fun take(reward: String) {
        asking.ask { issueReward(reward) }
    }

    /** Gives a reward back for its dough. */
    fun giveBack(number: ULong) {
        asking.ask { deleteReward(number) }
    }

    /** The outcome was looked at. */
    fun forgetOutcome() = asking.forget()
}

private fun Dough.rewards(progress: Progress): Rewards {
    val menu = catalogue()
    val offers = rewardOffers().map { Offer(it, (it.benefit as? Benefit.Item)?.item?.let(menu::itemName)) }
    return Rewards(rewards(), offers, surprises(), reveals().map { found(it) }, progress)
}

/** A surprise's page: what it may hold, then what it held. */
data class SurprisePage(
    val number: ULong,
    /** What may be inside, the likeliest first; empty once it was opened. */
    val chances: List<Chance>,
    /** Years of age that opening asks to confirm; nothing for no question. */
    val minimumAge: Int?,
    /** What was inside; nothing until it was opened. */
    val found: Found?,
    val progress: Progress,
)

/** A prize and how likely it is, in percent, rounded to a tenth. */
data class Chance(val name: String, val percent: Double)

/** Opens one surprise. Nothing shows where there is none of that number. */
class SurpriseModel(private val number: ULong, engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    private val asking = Asking(engine, scope, blocking)

    val state: StateFlow<Shown<SurprisePage>> =
        combine(engine.changes(), asking.progress) { _, progress ->
            reading { engine.page(number, progress) }
        }.flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    /** [ofAge]: whether the customer confirms the programme's minimum age now. */
    fun open(ofAge: Boolean) {
        asking.ask { openSurprise(number, ofAge) }
    }
}

private fun Dough.page(number: ULong, progress: Progress): SurprisePage? {
    val ready = surprises().find { it.number == number }
    val found = reveals().find { it.surprise == number }?.let { found(it) }
    if (ready == null && found == null) return null
    val age = catalogue()?.surpriseMinimumAge?.toInt()
    return SurprisePage(number, ready?.prizes.orEmpty().chances(), age, found, progress)
}

private fun List<WeightedPrize>.chances(): List<Chance> {
    val all = sumOf { it.weight.toLong() }.coerceAtLeast(1)
    return sortedByDescending {
        it.weight
    }.map { Chance(it.name, Math.round(it.weight.toLong() * 1000.0 / all) / 10.0) }
}

private fun Dough.found(reveal: Reveal): Found {
    val prize = reveal.prize
    val item = (prize as? Prize.Item)?.item
    val name = item?.let { catalogue().itemName(it) }
    return Found(reveal.surprise, reveal.at, name, (prize as? Prize.Dough)?.dough, reveal.verified)
}
