package dough.ui

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.isSelected
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performSemanticsAction
import androidx.compose.ui.text.AnnotatedString
import dough.testing.PATIENCE_MILLIS
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource

/**
 * Uses the screens as TalkBack does: by what a node says, and by what it lets one do. The clock of the
 * screens goes on while something is waited for, frame by frame; a screen that never rests, with a
 * cursor that blinks, is no trouble to it.
 */
@OptIn(ExperimentalTestApi::class)
internal class Walker(private val test: ComposeUiTest) {
    /** Taps what says this, once it is there and enabled. */
    fun tap(words: String) = tap(words) { words in it.words() }

    /** Taps the first time of the day that is offered. */
    fun tapTime() = tap("a time") { node -> node.words().any(TIME::matches) }

    /** Writes into a field, in place of what it holds. */
    fun write(label: String, text: String) {
        val field = saying(label) { label in it.words() } and hasSetTextAction()
        await(field)
        test.onNode(field).performSemanticsAction(SemanticsActions.SetText) { it(AnnotatedString(text)) }
    }

    /** Waits until something says this. */
    fun await(words: String) = await(saying(words) { words in it.words() })

    /** Waits until this is the chosen one of a few things. */
    fun awaitChosen(words: String) = await(saying(words) { words in it.words() } and isSelected())

    private fun tap(what: String, wanted: (SemanticsNode) -> Boolean) {
        val node = saying(what, wanted) and hasClickAction() and isEnabled()
        await(node)
        test.onAllNodes(node).onFirst().performSemanticsAction(SemanticsActions.OnClick)
    }

    /** Waits until something holds, as long as anything may take. */
    fun await(what: String = "what is waited for", holds: () -> Boolean) {
        val start = TimeSource.Monotonic.markNow()
        while (!holds()) {
            check(start.elapsedNow() < PATIENCE_MILLIS.milliseconds) { "nothing: $what. ${screen()}" }
            test.mainClock.advanceTimeByFrame()
        }
    }

    private fun await(wanted: SemanticsMatcher) =
        await(wanted.description) { test.onAllNodes(wanted).fetchSemanticsNodes().isNotEmpty() }

    private fun saying(what: String, wanted: (SemanticsNode) -> Boolean) = SemanticsMatcher("says $what", wanted)

    private fun screen(): String =
        test.onAllNodes(saying("anything") { it.words().isNotEmpty() }).fetchSemanticsNodes().map { it.words() }
            .joinToString("\n", "The screen says:\n")

    private companion object {
        val TIME = Regex("\\d\\d:\\d\\d")
    }
}

/** What a node says: its texts and its description. */
internal fun SemanticsNode.words(): List<String> =
    config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
        config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
