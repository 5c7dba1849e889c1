package dough.ui

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalViewConfiguration
import androidx.compose.ui.platform.ViewConfiguration
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** What TalkBack finds on every screen of the pictures. */
@Timeout(60)
class AccessibilityTest {
    @ParameterizedTest
    @MethodSource("screens")
    fun `whatever can be tapped says what it is`(name: String) = look(name) { nodes ->
        val silent = nodes.tapped().filter { it.words().all(String::isBlank) || !it.saysWhatItIs() }
        assertEquals(emptyList<String>(), silent.map { "${it.words()} ${it.role()}" })
    }

    /** Around what is smaller, the system takes as much of the screen; so it must be free there. */
    @ParameterizedTest
    @MethodSource("screens")
    fun `whatever can be tapped has 48 dp for a finger`(name: String) = look(name) { nodes ->
        val tapped = nodes.tapped()
        val close = tapped.filter { one ->
            tapped.any {
                it != one &&
                    one.touchBoundsInRoot.overlaps(it.touchBoundsInRoot)
            }
        }
        assertEquals(emptyList<String>(), close.map { "${it.words()} ${it.touchBoundsInRoot}" })
    }

    @ParameterizedTest
    @MethodSource("screens")
    fun `pictures are described, and headings lead through the screen`(name: String) = look(name) { nodes ->
        val silent = nodes.filter { it.role() == Role.Image && SemanticsProperties.ContentDescription !in it.config }
        assertEquals(emptyList<String>(), silent.map { "${it.boundsInRoot}" })
        val headed = nodes.any { SemanticsProperties.Heading in it.config }
        assertTrue(headed != name in WITHOUT_HEADING) { "$name has ${if (headed) "a" else "no"} heading" }
    }

    @Test
    fun `codes are images`() {
        listOf(
            "code" to "Code for the till",
            "invite" to "Your invitation as a picture to scan",
        ).forEach { (screen, words) ->
            look(screen) { nodes ->
                assertEquals(listOf(listOf(words)), nodes.filter { it.role() == Role.Image }.map { it.words() })
            }
        }
    }

    @Test
    fun `pictures of the menu leave it to the names beside them`() = look("menu") { nodes ->
        assertEquals(
            listOf(
                "Croissant, €2.50, Contains A, C, G",
                "Cappuccino, €3.60, Contains G",
                "Tartine with salmon, €12.90, Sold out",
                "Granola with berries, €7.90, Contains A, G, H",
            ),
            nodes.map { it.words().joinToString() }.filter { "€" in it },
        )
        assertEquals(emptyList<SemanticsNode>(), nodes.filter { it.words() == listOf("C") })
    }

    @Test
    fun `a change says how many of what, for how much, when, and why it isn't possible`() {
        look("change-short") { nodes ->
            val read = nodes.filter { it.words().isNotEmpty() }.map { it.words().joinToString() }
            assertTrue("Croissant is sold out." in read, "$read")
            assertEquals(listOf("€4.00 is missing on your balance.", "Change for €9.00"), read.takeLast(2))
            assertEquals(
                listOf("09:00"),
                nodes.filter {
                    it.isChosen() && ":" in it.words().single()
                }.map { it.words().single() },
            )
            val button = nodes.single { it.words() == listOf("Change for €9.00") }
            assertTrue(SemanticsProperties.Disabled in button.config)
        }
        look("change-refused") { nodes ->
            val told = nodes.filter { SemanticsProperties.LiveRegion in it.config }.map { it.words().joinToString() }
            assertEquals(listOf("2", "1", "That time is taken."), told)
        }
    }

    @Test
    fun `the first screen is read from what one has to what one can do`() = look("home") { nodes ->
        val read = nodes.filter { it.words().isNotEmpty() }.sortedBy { it.boundsInRoot.top }
        assertEquals(
            listOf(
                "Dough",
                "2 pieces of news",
                "5, dough",
                "5 of 7 dough",
                "2 more to your next surprise",
                "1 more on the way",
                "Next pickup, 08:45, Rue du Midi, Pickup code A07",
                "Balance, €24.30",
                "Top up",
                "€16.10 more is held for your order",
                "2 vouchers to use",
                "Show my code",
            ),
            read.map { it.words().joinToString() },
        )
    }

    /** Looks at all that TalkBack stops at, on a screen so high that nothing has to be scrolled. */
    @OptIn(ExperimentalTestApi::class)
    private fun look(name: String, check: (List<SemanticsNode>) -> Unit) = phoneTest(height = HIGH) {
        mainClock.autoAdvance = false
        setContent {
            CompositionLocalProvider(LocalViewConfiguration provides Finger(LocalViewConfiguration.current)) {
                Themed(content = SCREENS.getValue(name))
            }
        }
        mainClock.advanceTimeByFrame()
        // What asks something stands before all else.
        check(onAllNodes(isRoot()).fetchSemanticsNodes().last().andBelow())
    }

    private fun SemanticsNode.andBelow(): List<SemanticsNode> = listOf(this) + children.flatMap { it.andBelow() }

    private fun List<SemanticsNode>.tapped() = filter { SemanticsActions.OnClick in it.config }

    private fun SemanticsNode.role(): Role? = config.getOrNull(SemanticsProperties.Role)

    private fun SemanticsNode.isChosen() = config.getOrNull(SemanticsProperties.Selected) == true

    private fun SemanticsNode.saysWhatItIs() = role() != null || SemanticsProperties.EditableText in config

    /** A phone takes a tap beside a small thing for one on it; a desktop doesn't. */
    private class Finger(desktop: ViewConfiguration) : ViewConfiguration by desktop {
        override val minimumTouchTargetSize = DpSize(FINGER.dp, FINGER.dp)
    }

    companion object {
        private const val FINGER = 48
        private const val HIGH = 3_000

        /** Nothing was read, or one thing is asked: there is nothing to lead through. */
        private val WITHOUT_HEADING = setOf("home-loading", "home-failed") + ASKING.keys

        @JvmStatic
        fun screens(): List<String> = SCREENS.keys.toList()
    }
}
