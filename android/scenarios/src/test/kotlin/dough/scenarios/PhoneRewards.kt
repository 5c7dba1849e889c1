package dough.scenarios

import dough.state.rewards.Rewards
import dough.state.rewards.RewardsModel
import dough.state.rewards.SurpriseModel
import kotlinx.serialization.json.JsonObject

/** What dough is spent on. */
internal fun Phone.rewards(step: JsonObject): JsonObject? = when (step.text("do")) {
    "rewards" -> yields("names" to model().state.seen().vouchers.map { it.name })
    "offers" -> offers()
    "take_reward" -> model().let { it.state.asked(Rewards::progress) { it.take(step.text("reward")) } }
    "give_back" -> model().let { it.state.asked(Rewards::progress) { it.giveBack(firstVoucher()) } }
    "open_surprise" -> openSurprise()
    else -> null
}

/** The first voucher or reward that shows. */
internal fun Phone.firstVoucher(): ULong = model().state.seen().vouchers.first().number

private fun Phone.model() = app.open(::RewardsModel)

private fun Phone.offers(): JsonObject {
    val offers = model().state.seen().offers.map { it.reward }
    return yields("ids" to offers.map { it.id }, "missing" to offers.map { it.missing })
}

private fun Phone.openSurprise(): JsonObject {
    val number = model().state.seen().surprises.first().number
    val model = app.open { engine, scope, io -> SurpriseModel(number, engine, scope, io) }
    model.state.seen()
    model.open(ofAge = false)
    val page = model.state.seen { it.progress.isOver }
    return JsonObject(page.progress.outcome() + yields("verified" to page.found?.verified))
}
