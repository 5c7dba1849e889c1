"""design/ as Kotlin, and as Android's resources."""

from xml.sax.saxutils import escape

from source import LANGUAGES, NUMBERS, PLACEHOLDER, camel

HEAD = "// Written by design/generate from design/{source}. Not to be edited.\n"
OBJECTS = {"en": "English", "nl": "Dutch", "fr": "French"}
LOCALES = {"en": "Locale.UK", "nl": 'Locale.forLanguageTag("nl-BE")', "fr": 'Locale.forLanguageTag("fr-BE")'}


def strings(sentences):
    """dough.ui.Strings: all sentences but those that only the system shows."""
    shown = [one for one in sentences if not one.key.startswith(("system.", "failure."))]
    failures = [one for one in sentences if one.key.startswith("failure.")]
    lines = [
        HEAD.format(source="strings"),
        "package dough.ui\n",
        "import java.util.Locale\n",
        "/** All that the screens say, in one language. */",
        "sealed class Strings(val locale: Locale) {",
        "    /** The sentence for a stable code; nothing where it has none of its own. */",
        "    abstract fun failure(code: String): String?\n",
    ]
    lines += [f"    abstract {declared(one)}" for one in shown]
    lines.append("}")
    for language in LANGUAGES:
        lines += spoken(language, shown, failures)
    return "\n".join(lines) + "\n"


def declared(sentence):
    name = camel(sentence.key)
    if not sentence.arguments:
        return f"val {name}: String"
    arguments = ", ".join(f"{camel(it)}: {kind(it)}" for it in sentence.arguments)
    return f"fun {name}({arguments}): String"


def kind(argument):
    return "Number" if argument in NUMBERS else "String"


def spoken(language, shown, failures):
    yield f"\nobject {OBJECTS[language]} : Strings({LOCALES[language]}) {{"
    yield "    override fun failure(code: String): String? = when (code) {"
    for one in failures:
        yield f"        {quoted(one.key.removeprefix('failure.'))} -> {quoted(one.texts[language])}"
    yield "        else -> null"
    yield "    }\n"
    for one in shown:
        text = one.texts[language]
        if one.is_plural:
            many = "count.toLong() in 0..1" if language == "fr" else "count.toLong() == 1L"
            yield f"    override {declared(one)} ="
            yield f"        if ({many}) {quoted(text['one'])} else {quoted(text['other'])}"
        else:
            yield f"    override {declared(one)} = {quoted(text)}"
    yield "}"


def quoted(text):
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n")
    return '"' + PLACEHOLDER.sub(lambda found: "${" + camel(found[1]) + "}", text) + '"'


def tokens(found):
    lines = [
        HEAD.format(source="tokens.toml"),
        "package dough.ui\n",
        "import androidx.compose.ui.graphics.Color",
        "import androidx.compose.ui.unit.dp\n",
        "/** Colours of one appearance. */",
        "internal class Colours(",
    ]
    names = list(found["colours"]["light"])
    lines += [f"    val {camel(name)}: Color," for name in names]
    lines.append(")")
    for appearance in ("light", "dark"):
        lines.append(f"\ninternal val {appearance.capitalize()}Colours = Colours(")
        for name, colour in found["colours"][appearance].items():
            lines.append(f"    {camel(name)} = Color(0xFF{colour[1:]}),")
        lines.append(")")
    for group in ("space", "corner", "size"):
        lines.append(f"\ninternal object {group.capitalize()} {{")
        lines += [f"    val {name} = {value}.dp" for name, value in found[group].items()]
        lines.append("}")
    lines.append("\n/** Size and line of letters, in sp. */")
    lines.append("internal enum class Letters(val size: Int, val line: Int) {")
    for name, (size, line) in found["type"].items():
        lines.append(f"    {name.upper()}({size}, {line}),")
    lines.append("}")
    lines.append("\n/** Milliseconds. */")
    lines.append("internal object Motion {")
    lines += [f"    const val {name.upper()} = {value}" for name, value in found["motion"].items()]
    lines.append("}")
    return "\n".join(lines) + "\n"


def resources(sentences, language):
    """res/values/strings.xml: what the system shows of the app."""
    shown = [one for one in sentences if one.key.startswith("system.") or one.key == "app.name"]
    rows = [f'    <string name="{name(one)}">{xml(one.texts[language])}</string>' for one in shown]
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!-- Written by design/generate from design/strings. -->\n'
    return head + "<resources>\n" + "\n".join(rows) + "\n</resources>\n"


def name(sentence):
    return sentence.key.removeprefix("system.").replace(".", "_")


def xml(text):
    return escape(text).replace("'", "\\'").replace('"', '\\"').replace("\n", "\\n")


def files(sentences, found):
    """Path below android/: text."""
    yield "ui/src/generated/kotlin/dough/ui/Strings.kt", strings(sentences)
    yield "ui/src/generated/kotlin/dough/ui/Tokens.kt", tokens(found)
    for language in LANGUAGES:
        folder = "values" if language == "en" else f"values-{language}"
        yield f"app/src/main/res/{folder}/strings.xml", resources(sentences, language)
