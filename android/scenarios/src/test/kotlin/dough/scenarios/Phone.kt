package dough.scenarios

import dough.core.BasketLine
import dough.core.Config
import dough.core.Dough
import dough.core.DoughException
import dough.core.Invitation
import dough.core.Language
import dough.core.PayRequest
import dough.core.PlaceOrder
import dough.core.homes
import dough.core.softwareKeys
import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import java.security.SecureRandom
import java.time.LocalDate
import java.time.ZoneOffset
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** A phone of a scenario: one wallet through the bindings, and all that it can do. */
internal class Phone(name: String, private val shop: Shop, private val kept: MutableMap<String, JsonPrimitive>) :
    AutoCloseable {
    private val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
    private val store = shop.path("$name.phone")
    private var engine = opened()

    override fun close() = engine.use(Dough::shutdown)

    fun networkChanged() = engine.networkChanged()

    fun play(step: JsonObject): JsonObject = when (val what = step.text("do")) {
        "open" -> open()
        "restart" -> restart()
        "home" -> home()
        "until" -> until(step, ::home)
        "history" -> yields("kinds" to engine.history(limit = 5u).map { it.kind })
        "rewards" -> yields("items" to engine.rewards().map { it.item })
        "top_up" -> settled(engine.topUp(step.number("cents")))
        "settled" -> settled(step.text("intent"))
        "invitation" -> yields().also { keep(step, engine.invite().code) }
        "accept" -> settled(engine.acceptInvite(step.text("invitation")))
        "queue_accept" -> yields().also { keep(step, engine.acceptInvite(step.text("invitation"))) }
        "invites" -> invites()
        "until_invited" -> until(step, ::invites)
        "order" -> order(step)
        "pay_order" -> settled(engine.payOrder(step.text("order")))
        "cancel_order" -> cancelOrder(step)
        "order_status" -> orderStatus(step)
        "until_status" -> until(step) { orderStatus(step) }
        "pay_code" -> payCode(step)
        "open_surprise" -> openSurprise()
        else -> error("no phone can $what")
    }

    private fun opened(): Dough {
        val config = Config(store, server = shop.url, language = Language.EN, appVersion = "0.1.0")
        return Dough.open(config, keys)
    }

    private fun open(): JsonObject {
        if (shop.runs) {
            // An attempt may fail; the engine tries again by itself.
            val wallet = waited { engine.homes().first { it.inviteCode != null } }
            checkNotNull(wallet.wallet) { "an invitation code without a wallet" }
        }
        return yields()
    }

    private fun restart(): JsonObject {
        close()
        engine = opened()
        return yields()
    }

    private fun home(): JsonObject {
        val home = engine.home()
        return yields(
            "dough" to home.doughAvailable,
            "pending" to home.doughPending,
            "dots" to home.dots,
            "surprises" to home.surprisesReady,
            "eur" to home.eurAvailable,
            "held" to home.eurHeld,
            "vouchers" to home.vouchers,
            "outbox" to home.outbox,
        )
    }

    private fun invites() = yields("invited" to engine.invites().invited.map(Invitation::state))

    private fun order(step: JsonObject): JsonObject {
        val lines = step.texts("items").map { BasketLine(item = it, quantity = 1u, modifiers = emptyList()) }
        val day = LocalDate.now(ZoneOffset.UTC).plusDays(2)
        val quote = waited { engine.serverQuote(step.text("shop"), lines, "$day") }
        val pickupAt = if ("at" in step) step.number("at") else quote.slots[step.number("slot").toInt()].pickupAt
        val order =
            engine.placeOrder(
                PlaceOrder(
                    shop = step.text("shop"),
                    lines = lines,
                    pickupAt = pickupAt,
                    total = if ("total" in step) step.number("total") else quote.total,
                    pay = step.flag("pay"),
                ),
            )
        val found = settled(order)
        keep(step, order)
        if ("remember_slot" in step) {
            kept[step.text("remember_slot")] = JsonPrimitive(pickupAt)
        }
        val alternatives = checkNotNull(engine.order(order)).alternatives.size
        return JsonObject(found + yields("alternatives" to alternatives))
    }

    private fun cancelOrder(step: JsonObject): JsonObject {
        val intent =
            try {
                engine.cancelOrder(step.text("order"))
            } catch (refused: DoughException.Refused) {
                return yields("state" to "refused", "code" to refused.code)
            }
        return settled(intent)
    }

    private fun orderStatus(step: JsonObject): JsonObject {
        val order = checkNotNull(engine.order(step.text("order"))) { "no such order" }
        return yields("status" to order.status.name.lowercase())
    }

    private fun payCode(step: JsonObject): JsonObject {
        val request =
            PayRequest(
                payMax = if ("max" in step) step.number("max") else null,
                earn = step.flag("earn"),
                redeem = if (step.flag("voucher")) engine.rewards().first().number else null,
            )
        keep(step, engine.payCode(request).text)
        return yields()
    }

    private fun openSurprise(): JsonObject {
        val found = settled(engine.openSurprise(engine.surprises().first().number, ofAge = false))
        return JsonObject(found + yields("verified" to engine.reveals().all { it.verified }))
    }

    private fun settled(intent: String): JsonObject {
        val settled = waited { engine.settled(intent) }
        return yields("state" to settled.state.name.lowercase(), "code" to settled.code)
    }

    /** What holds what is expected, as soon as it does; else what stands in the end. */
    private fun until(step: JsonObject, look: () -> JsonObject): JsonObject {
        val expected = step.getValue("expect")
        return runBlocking {
            withTimeoutOrNull(PATIENCE_MILLIS) { engine.homes().map { look() }.first { it.holds(expected) } }
        } ?: look()
    }

    private fun <T> waited(call: suspend () -> T): T = runBlocking { withTimeout(PATIENCE_MILLIS) { call() } }

    private fun keep(step: JsonObject, value: String) {
        if ("save" in step) {
            kept[step.text("save")] = JsonPrimitive(value)
        }
    }
}
