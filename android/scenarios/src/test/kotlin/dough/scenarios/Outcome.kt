package dough.scenarios

import dough.core.DoughException
import dough.core.Intent
import dough.core.code
import dough.state.Failure
import dough.state.FailureKind
import dough.state.Progress
import kotlinx.serialization.json.JsonObject

/** What became of something that was asked for on a screen, as a step yields it. */
internal fun Progress.outcome(): JsonObject = when (this) {
    Progress.Done -> outcome("done")
    is Progress.Failed -> failure.outcome()
    Progress.Idle, Progress.UnderWay -> error("it isn't over")
}

/** The same of what a screen can't do, or show. */
internal fun Failure.outcome(): JsonObject = outcome(if (kind == FailureKind.REFUSED) "refused" else "failed", code)

/** The same of an intent. */
internal fun Intent.outcome(): JsonObject = outcome(state.inScenarios(), code)

/** The same of a call that gave an error at once. */
internal fun DoughException.outcome(): JsonObject =
    outcome(if (this is DoughException.Refused) "refused" else "failed", code)

internal fun outcome(state: String, code: String? = null): JsonObject = yields("state" to state, "code" to code)

/** A name as scenarios write it: `ask_shop`. */
internal fun Enum<*>.inScenarios(): String = name.lowercase()
