package dough.scenarios

import dough.testing.Shop
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

/** A shop, its phones, and what steps have kept. */
internal class Stage : AutoCloseable {
    val shop = Shop()
    private val phones = mutableMapOf<String, Phone>()
    private val kept = Kept()

    override fun close() = shop.use { phones.values.forEach(Phone::close) }

    /** The same with kept values in place of their names. */
    fun resolved(value: JsonElement): JsonElement = kept.resolved(value)

    fun play(told: JsonObject): JsonObject {
        val step = resolved(told).jsonObject
        return when {
            "phone" in step -> phone(step)
            "till" in step -> till(step)
            "kitchen" in step -> kitchen(step)
            "server" in step -> server(step)
            "check" in step -> yields().also { shop.check() }
            else -> error("nobody can do this")
        }
    }

    private fun phone(step: JsonObject): JsonObject {
        val name = step.text("phone")
        if (step.text("do") == "open") {
            phones.remove(name)?.close()
            phones[name] = Phone(name, shop, kept)
        }
        return phones.getValue(name).play(step)
    }

    private fun kitchen(step: JsonObject): JsonObject {
        val order = if ("order" in step) arrayOf(step.text("order")) else emptyArray()
        shop.kitchen(step.text("kitchen"), step.text("do"), *order)
        return yields()
    }

    private fun server(step: JsonObject): JsonObject {
        when (val what = step.text("server")) {
            "stop" -> shop.stop()

            "start" -> {
                shop.start()
                phones.values.forEach { it.engine.networkChanged() }
            }

            "mail" -> kept.keep(step, shop.mailedCode(step.text("to")))

            else -> error("no server can $what")
        }
        return yields()
    }

    private fun till(step: JsonObject): JsonObject {
        val till = step.text("till")
        return when (val what = step.text("do")) {
            "scan" -> scanned(step, till)
            "refund" -> parsed(shop.register(till, "refund", step.text("receipt"), *partOf(step)))
            else -> error("no till can $what")
        }
    }

    private fun partOf(step: JsonObject): Array<String> {
        val pieces = step["pieces"]?.jsonArray.orEmpty().map { "--piece=$it" }
        return (pieces + listOfNotNull(step["amount"]?.let { "--amount=$it" })).toTypedArray()
    }

    private fun scanned(step: JsonObject, till: String): JsonObject {
        val said = shop.scan(till, step.text("code"), step.text("transaction"), step.text("pay"), step.texts("items"))
        val answer = parsed(said)
        if ("code" in answer) {
            return answer
        }
        val receipt = answer.getValue("receipt").jsonObject
        val id = receipt.text("id")
        kept.keep(step, id)
        val tenders = receipt.getValue("tenders").jsonArray.map { it.jsonObject }
        return yields(
            "total" to receipt.number("total"),
            "earned" to receipt.getValue("earning").jsonObject.number("dough"),
            "paid" to yields(*tenders.map { it.text("kind") to it.number("amount") }.toTypedArray()),
            "receipt" to id,
        )
    }

    private fun parsed(said: String) = Json.parseToJsonElement(said).jsonObject
}
