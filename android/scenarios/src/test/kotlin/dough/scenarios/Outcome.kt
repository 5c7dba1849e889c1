package dough.scenarios

import dough.core.DoughException
import dough.core.Intent
import dough.core.code
import kotlinx.serialization.json.JsonObject

/** What came of something that was wanted, as a step yields it. */
internal fun Intent.outcome(): JsonObject = yields("state" to state.inScenarios(), "code" to code)

/** The same of a call that gave an error at once. */
internal fun DoughException.outcome(): JsonObject =
    yields("state" to if (this is DoughException.Refused) "refused" else "failed", "code" to code)

/** A name as scenarios write it: `ask_shop`. */
internal fun Enum<*>.inScenarios(): String = name.lowercase()
