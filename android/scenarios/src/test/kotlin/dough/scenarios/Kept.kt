package dough.scenarios

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** What steps have kept, by name. */
internal class Kept {
    private val values = mutableMapOf<String, JsonElement>()

    /** Keeps a value where a step names one, at `save` or at another member. */
    fun keep(step: JsonObject, value: Any, at: String = "save") {
        if (at in step) {
            values[step.text(at)] = json(value)
        }
    }

    /** The same with kept values in place of their names. */
    fun resolved(value: JsonElement): JsonElement = when {
        value is JsonObject -> JsonObject(value.mapValues { resolved(it.value) })

        value is JsonPrimitive && value.isString && value.content.startsWith("$") ->
            values[value.content.drop(1)] ?: error("no step has kept ${value.content}")

        else -> value
    }
}
