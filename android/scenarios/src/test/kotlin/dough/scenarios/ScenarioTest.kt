package dough.scenarios

import dough.core.checkLibrary
import dough.testing.scenarios
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readText
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** `tests/scenarios/`, told by phones through the bindings against a real server process each. */
class ScenarioTest {
    @TestFactory
    fun scenarios(): List<DynamicTest> {
        val files = scenarios.listDirectoryEntries("*.json").sorted()
        assertTrue(files.isNotEmpty(), "$scenarios holds no scenarios")
        return files.map { file ->
            DynamicTest.dynamicTest(file.nameWithoutExtension, file.toUri()) { tell(file) }
        }
    }

    private fun tell(file: Path) = Stage().use { stage ->
        val steps = Json.parseToJsonElement(file.readText()).jsonObject.getValue("steps").jsonArray
        steps.forEachIndexed { index, step ->
            tell(stage, step.jsonObject, "tests/scenarios/${file.fileName}, step ${index + 1}: $step")
        }
    }

    private fun tell(stage: Stage, step: JsonObject, where: String) {
        val said = { "The server said: ${stage.shop.complaints().ifEmpty { "nothing" }}" }
        val found =
            try {
                stage.play(step)
            } catch (error: Throwable) {
                throw AssertionError("$where\nfailed: $error\n${said()}", error)
            }
        val expected = step["expect"] ?: return
        assertTrue(found.holds(stage.resolved(expected))) { "$where\nfound $found\n${said()}" }
    }

    private companion object {
        @JvmStatic
        @BeforeAll
        fun `the library fits`() = checkLibrary()
    }
}
