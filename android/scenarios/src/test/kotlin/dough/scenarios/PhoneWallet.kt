package dough.scenarios

import dough.core.AnnouncementKind
import dough.core.Invitation
import dough.core.Topic
import kotlinx.serialization.json.JsonObject

/** What stands in the wallet, money that is paid in, invitations. */
internal fun Phone.wallet(step: JsonObject): JsonObject? = when (step.text("do")) {
    "home" -> home()
    "until" -> until(Topic.Home, step, ::home)
    "outbox" -> outbox()
    "history" -> history()
    "news" -> news()
    "look_at_news" -> yields().also { engine.announcementsSeen() }
    "shop" -> shop(step.text("shop"))
    "rewards" -> rewards()
    "offers" -> offers()
    "take_reward" -> settled(engine.issueReward(step.text("reward")))
    "give_back" -> settled(engine.deleteReward(engine.rewards().first().number))
    "settled" -> settled(step.text("intent"))
    "take_back" -> takeBack(step.text("intent"))
    "top_up" -> settled(topUp(step))
    "queue_top_up" -> yields().also { kept.keep(step, topUp(step)) }
    "accept" -> settled(engine.acceptInvite(step.text("invitation")))
    "queue_accept" -> yields().also { kept.keep(step, engine.acceptInvite(step.text("invitation"))) }
    "invitation" -> yields().also { kept.keep(step, engine.invite().code) }
    "invites" -> invites()
    "until_invited" -> until(Topic.Home, step, ::invites)
    else -> null
}

private fun Phone.news(): JsonObject {
    val news = engine.announcements()
    return yields("kinds" to news.map { it.kind.inScenarios() }, "seen" to news.map { it.seen })
}

private fun AnnouncementKind.inScenarios() = when (this) {
    is AnnouncementKind.SurpriseReady -> "surprise_ready"
    is AnnouncementKind.OrderReady -> "order_ready"
    is AnnouncementKind.VoucherEnds -> "voucher_ends"
    is AnnouncementKind.DoughEnds -> "dough_ends"
    is AnnouncementKind.FriendRewarded -> "friend_rewarded"
}

private fun Phone.rewards(): JsonObject {
    val rewards = engine.rewards()
    return yields("items" to rewards.mapNotNull { it.item }, "names" to rewards.map { it.name })
}

private fun Phone.offers(): JsonObject {
    val offers = engine.rewardOffers()
    return yields("ids" to offers.map { it.id }, "missing" to offers.map { it.missing })
}

private fun Phone.shop(id: String): JsonObject {
    waited { engine.refreshShop(id) }
    val today = engine.shopToday(id)!!
    return yields("paused" to (today.pausedUntil != null), "sold_out" to today.soldOut.size)
}

private fun Phone.home(): JsonObject {
    val home = engine.home()
    return yields(
        "dough" to home.doughAvailable,
        "pending" to home.doughPending,
        "owed" to home.doughOwed,
        "dots" to home.dots,
        "surprises" to home.surprisesReady,
        "eur" to home.eurAvailable,
        "held" to home.eurHeld,
        "vouchers" to home.vouchers,
        "unread" to home.unread,
        "outbox" to home.outbox,
        "access" to home.access.inScenarios(),
        "has_email" to home.hasEmail,
        "may_spend" to (home.spendsFrom == null),
    )
}

private fun Phone.outbox(): JsonObject {
    val intents = engine.outbox()
    return yields("kinds" to intents.map { it.kind }, "advice" to intents.map { it.advice.inScenarios() })
}

private fun Phone.history(): JsonObject {
    val lines = engine.history(limit = 5u)
    return yields("kinds" to lines.map { it.kind }, "texts" to lines.map { it.text })
}

private fun Phone.takeBack(intent: String): JsonObject {
    waited { engine.takeBack(intent) }
    return settled(intent)
}

private fun Phone.topUp(step: JsonObject): String =
    engine.topUp(step.number("cents"), evenSo = "even_so" !in step || step.flag("even_so"))

private fun Phone.invites() = yields("invited" to engine.invites().invited.map(Invitation::state))
