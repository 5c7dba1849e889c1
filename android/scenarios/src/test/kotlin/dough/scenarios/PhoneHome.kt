package dough.scenarios

import dough.core.Announcement
import dough.core.AnnouncementKind
import dough.core.HistoryEntry
import dough.state.HomeModel
import dough.state.HomeState
import dough.state.history.HistoryModel
import dough.state.history.ReceiptModel
import dough.state.news.NewsModel
import dough.state.topup.TopUpModel
import dough.state.topup.TopUpState
import kotlinx.serialization.json.JsonObject

/** The first screen, paying in, what is new, and what has happened. */
internal fun Phone.home(step: JsonObject): JsonObject? = when (step.text("do")) {
    "home" -> app.open(::HomeModel).state.seen().told()
    "until" -> app.open(::HomeModel).state.until(step, HomeState::told)
    "top_up" -> topUp(step)
    "queue_top_up" -> queued(step) { topUpModel(step).pay(evenSo = true) }
    "news" -> app.open(::NewsModel).state.seen().told()
    "look_at_news" -> yields().also { lookAtNews() }
    "history" -> yields("texts" to lines().map { it.text })
    "receipts" -> receipts()
    else -> null
}

private fun HomeState.told() = yields(
    "dough" to dough,
    "pending" to pendingDough,
    "owed" to owedDough,
    "dots" to dots?.filled,
    "surprises" to surprises,
    "eur" to cents,
    "held" to heldCents,
    "vouchers" to vouchers,
    "unread" to unread,
    "outbox" to outbox,
    "access" to access.inScenarios(),
    "has_email" to hasEmail,
    "may_spend" to (spendsFrom == null),
    "pickup" to pickup?.order,
    "offline" to (offlineSince != null),
)

private fun Phone.topUpModel(step: JsonObject) = app.open(::TopUpModel).also { it.choose(step.number("cents")) }

private fun Phone.topUp(step: JsonObject): JsonObject {
    val model = topUpModel(step)
    return model.state.asked(TopUpState::progress) { model.pay("even_so" !in step || step.flag("even_so")) }
}

private fun List<Announcement>.told() = yields("kinds" to map { it.kind.inScenarios() }, "seen" to map { it.seen })

private fun AnnouncementKind.inScenarios() = when (this) {
    is AnnouncementKind.SurpriseReady -> "surprise_ready"
    is AnnouncementKind.OrderReady -> "order_ready"
    is AnnouncementKind.VoucherEnds -> "voucher_ends"
    is AnnouncementKind.DoughEnds -> "dough_ends"
    is AnnouncementKind.FriendRewarded -> "friend_rewarded"
}

private fun Phone.lookAtNews() {
    val model = app.open(::NewsModel)
    model.state.seen()
    model.looked()
    model.state.seen { news -> news.all { it.seen } }
}

private fun Phone.lines(): List<HistoryEntry> = app.open(::HistoryModel).state.seen().lines.take(LINES)

/** The receipts that the newest lines lead to. */
private fun Phone.receipts(): JsonObject {
    val ids = lines().mapNotNull { it.receipt }.distinct()
    val receipts =
        ids.map { id -> app.open { engine, scope, io -> ReceiptModel(id, engine, scope, io) }.state.seen().receipt }
    return yields("totals" to receipts.map { it.total }, "returned" to receipts.map { it.returned })
}

private const val LINES = 5
