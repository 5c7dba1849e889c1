package dough.state.rewards

import dough.core.OrderStatus
import dough.core.PayRequest
import dough.state.Customer
import dough.state.HomeModel
import dough.state.Progress
import dough.state.Shown
import dough.state.history.HistoryModel
import dough.state.history.ReceiptModel
import dough.state.invite.InviteModel
import dough.state.invite.InviteState
import dough.state.news.NewsModel
import dough.state.order.OrderModel
import dough.state.order.Placing
import dough.state.order.Usable
import dough.state.orders.OrderPageModel
import dough.state.ready
import dough.state.shown
import dough.state.withCustomer
import dough.testing.Shop
import kotlinx.coroutines.flow.StateFlow
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Surprises, friends, news and history, on a real engine and a real server. */
class RewardsModelTest {
    @Test
    fun `two visits are a surprise, and the surprise a voucher`() = withCustomer { shop, customer ->
        repeat(2) { customer.visit(shop, "$it") }
        val rewards = RewardsModel(customer.engine, customer.scope, customer.blocking)
        val ready = rewards.state.shown { it.surprises.isNotEmpty() }
        val news = NewsModel(customer.engine, customer.scope, customer.blocking)
        assertEquals(listOf(false), news.state.shown { it.isNotEmpty() }.map { it.seen })
        news.looked()
        news.state.shown { it.all { one -> one.seen } }

        val number = ready.surprises.single().number
        val model = SurpriseModel(number, customer.engine, customer.scope, customer.blocking)
        val before = model.state.shown { true }
        assertEquals(listOf(Chance("Brownie", 100.0)), before.chances)
        assertEquals(null, before.minimumAge)
        model.open(ofAge = false)
        val after = model.state.shown { it.found != null && it.progress == Progress.Done }
        assertEquals("Brownie" to true, after.found!!.name to after.found.verified)
        assertEquals("Brownie", rewards.state.shown { it.vouchers.isNotEmpty() }.vouchers.single().name)
        assertTrue(news.state.shown { it.isEmpty() }.isEmpty(), "what is over is no news")
    }

    @Test
    fun `a reward is taken, used in an order, and another one given back`() = withCustomer { _, customer ->
        val dough = customer.topUp(2_000)
        val rewards = RewardsModel(customer.engine, customer.scope, customer.blocking)
        val offers = rewards.state.shown { it.offers.size == 2 }.offers
        assertEquals(listOf("euro-off" to 0L, "brownie" to 5 - dough), offers.map { it.reward.id to it.reward.missing })
        assertEquals(listOf(null, "Brownie"), offers.map { it.item })
        rewards.take("brownie")
        assertEquals("dough_short", rewards.failure())
        rewards.forgetOutcome()
        rewards.take("euro-off")
        val taken = rewards.state.shown { it.vouchers.size == 1 && it.progress == Progress.Done }.vouchers.single()
        assertEquals(Triple("EUR 1 off", 500L, 1L), Triple(taken.name, taken.minimum, taken.cost))
        assertEquals(1L, rewards.state.shown { true }.offers.first().reward.missing, "its dough is locked")
        rewards.giveBack(taken.number)
        rewards.state.shown { it.vouchers.isEmpty() && it.offers.first().reward.missing == 0L }
        rewards.state.shown { it.progress == Progress.Done }
        rewards.take("euro-off")
        val again = rewards.state.shown { it.vouchers.size == 1 && it.progress == Progress.Done }.vouchers.single()

        val ordering = OrderModel(customer.engine, customer.scope, customer.blocking)
        ordering.chooseShop("centre")
        ordering.add("brownie")
        val days = ordering.state.shown { it.basket.count == 1 && it.basket.total == 180L }
        assertEquals(emptyList<Usable>(), days.basket.usable, "it is too little")
        ordering.add("quiche")
        ordering.chooseDay(days.pickup.days[2])
        val fits = ordering.state.shown { it.basket.usable.isNotEmpty() && !it.basket.estimate }
        assertEquals(listOf(Usable(again.number, "EUR 1 off", 100)), fits.basket.usable)
        assertEquals(1_000L, fits.basket.due)
        ordering.chooseSlot(fits.pickup.slots.first().pickupAt)
        ordering.chooseRedeem(again.number)
        val chosen = ordering.state.shown { it.basket.redeem != null && it.pickup.chosen != null }
        assertEquals(900L to 1_100L, chosen.basket.due to chosen.payment.balanceAfter)
        assertTrue(chosen.basket.reasons.isNotEmpty())
        ordering.place()
        val id = (ordering.state.shown { it.placing is Placing.Placed }.placing as Placing.Placed).order
        val page = OrderPageModel(id, customer.engine, customer.scope, customer.blocking)
        val paid = page.state.shown { it.order.status == OrderStatus.RESERVED }.order
        assertEquals(Triple(1_000L, 900L, again.number), Triple(paid.total, paid.due, paid.redeem))
        rewards.state.shown { it.vouchers.single().order == id }
        rewards.giveBack(again.number)
        assertEquals("reward_attached", rewards.failure())
        page.callOff()
        page.state.shown { it.order.status == OrderStatus.CANCELED }
        rewards.state.shown { it.vouchers.single().order == null }
    }

    @Test
    fun `history leads to receipts`() = withCustomer { shop, customer ->
        customer.visit(shop, "1")
        val history = HistoryModel(customer.engine, customer.scope, customer.blocking)
        val line = history.state.shown { it.lines.any { line -> line.receipt != null } }.lines.first {
            it.receipt !=
                null
        }
        assertTrue("EUR 8.20" in line.text || "8.20" in line.text, line.text)
        val receipt = ReceiptModel(line.receipt!!, customer.engine, customer.scope, customer.blocking)
        val page = receipt.state.shown { true }
        assertEquals("Centre" to 820L, page.shopName to page.receipt.total)
        assertEquals("Europe/Brussels", page.zone.id)
    }

    @Test
    fun `an invitation is accepted once, and never one's own`() = withCustomer { shop, customer ->
        val own = customer.inviting()
        val mine = own.state.shown { true }
        assertTrue(mine.link.endsWith(mine.code), mine.link)
        own.accept(mine.code)
        assertEquals("invitation_own_code", own.state.failed())
        Customer.of(shop).use { friend ->
            val theirs = friend.inviting()
            theirs.state.shown { true }
            theirs.accept(mine.link)
            theirs.state.shown { it.invitedBy != null && it.accepting == Progress.Done }
            own.state.shown { it.friends.singleOrNull()?.state == "joined" }
            theirs.forgetOutcome()
            theirs.accept(mine.code)
            assertEquals("invitation_already_accepted", theirs.state.failed())
        }
    }

    /** Pays money in; what dough there is then. */
    private fun Customer.topUp(cents: Long): Long {
        engine.topUp(cents, evenSo = true)
        return HomeModel(engine, scope, blocking).ready { it.cents == cents }.dough
    }

    private fun RewardsModel.failure() =
        (state.shown { it.progress is Progress.Failed }.progress as Progress.Failed).failure.code

    private fun StateFlow<Shown<InviteState>>.failed() =
        (shown { it.accepting is Progress.Failed }.accepting as Progress.Failed).failure.code

    private fun Customer.inviting() = InviteModel(engine, scope, blocking)

    /** A quiche at the till, paid by card, that earns a dough. */
    private fun Customer.visit(shop: Shop, transaction: String) {
        val before = HomeModel(engine, scope, blocking).ready { true }.dough
        val code = engine.payCode(PayRequest(earn = true)).text
        shop.scan("centre", code, transaction, pay = "card", items = listOf("quiche"))
        HomeModel(engine, scope, blocking).ready { it.dough > before }
    }
}
