package dough.scenarios

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

/** What a step yields. */
internal fun yields(vararg members: Pair<String, Any?>): JsonObject =
    JsonObject(members.associate { (name, value) -> name to json(value) })

internal fun json(value: Any?): JsonElement = when (value) {
    null -> JsonNull

    is JsonElement -> value

    is String -> JsonPrimitive(value)

    is Boolean -> JsonPrimitive(value)

    // Every number here is whole; `1` and `1u` must be the same.
    is UInt -> JsonPrimitive(value.toLong())

    is Int -> JsonPrimitive(value.toLong())

    is Long -> JsonPrimitive(value)

    is List<*> -> JsonArray(value.map(::json))

    else -> error("no step yields $value")
}

/** Whether this holds what is expected, member by member. */
internal fun JsonElement.holds(expected: JsonElement): Boolean = when (expected) {
    is JsonObject -> this is JsonObject && expected.all { (name, value) -> get(name)?.holds(value) == true }
    else -> this == expected
}

internal fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.also { require(it.isString) }.content

internal fun JsonObject.number(name: String): Long = getValue(name).jsonPrimitive.long

internal fun JsonObject.flag(name: String): Boolean = get(name)?.jsonPrimitive == JsonPrimitive(true)

/** Whether a call may give an error here, which is then what the step yields. */
internal fun JsonObject.expectsAnOutcome(): Boolean {
    val expected = get("expect") as? JsonObject ?: return false
    return "state" in expected || "code" in expected
}

internal fun JsonObject.texts(name: String): List<String> = getValue(name).jsonArray.map { it.jsonPrimitive.content }
