"""design/ as Swift, and as Xcode's string catalogue."""

import json

from source import LANGUAGES, NUMBERS, PLACEHOLDER, Mistake, camel

VIEWS = "Sources/DoughViews"
APP = "App/Resources"
HEAD = "// Written by design/generate from design/{source}. Not to be edited.\n"
# What Foundation makes of an interpolated Int and String in a key.
SPECIFIERS = {"Int": "lld", "String": "@"}


def kind(argument):
    return "Int" if argument in NUMBERS else "String"


def catalogue(named):
    """A string catalogue of sentences by their keys."""
    strings = {
        key: {
            "extractionState": "manual",
            "localizations": {language: localized(one, language) for language in LANGUAGES},
        }
        for key, one in named.items()
    }
    found = {"sourceLanguage": LANGUAGES[0], "strings": strings, "version": "1.0"}
    return json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def key(sentence):
    """What `LocalizedStringResource` makes of the sentence in Words.swift."""
    return " ".join([sentence.key] + [f"%{SPECIFIERS[kind(it)]}" for it in sentence.arguments])


def localized(sentence, language):
    text = sentence.texts[language]
    if not sentence.is_plural:
        return unit(formatted(text, sentence.arguments))
    if sentence.arguments == ["count"]:
        return {"variations": plural({form: formatted(text[form], ["count"]) for form in text})}
    # The forms choose by the first number, whatever else stands in the sentence: so only what
    # differs is a substitution.
    before, forms, after = apart(sentence, text)
    return unit(
        formatted(before, sentence.arguments) + "%#@count@" + formatted(after, sentence.arguments)
    ) | {
        "substitutions": {
            "count": {
                "argNum": 1,
                "formatSpecifier": SPECIFIERS["Int"],
                "variations": plural(
                    {form: forms[form].replace("%", "%%").replace("{count}", "%arg") for form in forms}
                ),
            }
        }
    }


def apart(sentence, forms):
    """What the forms begin with, what they differ in, and what they end with, cut between words."""
    words = {form: forms[form].split(" ") for form in forms}
    one, other = words["one"], words["other"]
    least = min(len(one), len(other)) - 1
    start = end = 0
    while start < least and one[start] == other[start]:
        start += 1
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle = {form: " ".join(it[start : len(it) - end]) for form, it in words.items()}
    for form in middle.values():
        if set(PLACEHOLDER.findall(form)) - {"count"}:
            raise Mistake(f"{sentence.key} has another placeholder between its forms: {form}")
    before, after = " ".join(one[:start]), " ".join(one[len(one) - end :])
    return before + " " * bool(before), middle, " " * bool(after) + after


def plural(forms):
    return {"plural": {form: unit(text) for form, text in forms.items()}}


def unit(value):
    return {"stringUnit": {"state": "translated", "value": value}}


def formatted(text, arguments):
    """A text with its placeholders as numbered specifiers. Only a text with arguments is a format."""
    if not arguments:
        return text
    return PLACEHOLDER.sub(
        lambda found: f"%{arguments.index(found[1]) + 1}${SPECIFIERS[kind(found[1])]}",
        text.replace("%", "%%"),
    )


def words(sentences):
    failures = [one for one in sentences if one.key.startswith("failure.")]
    lines = [
        HEAD.format(source="strings"),
        "#if canImport(SwiftUI)",
        "  import Foundation",
        "  import SwiftUI\n",
        "  /// All that the app says. The sentences are in Localizable.xcstrings.",
        "  public enum Words {",
        "    /// The sentence for a stable code; nothing where it has none of its own.",
        "    public static func failure(code: String) -> LocalizedStringResource? {",
        "      switch code {",
    ]
    for one in failures:
        lines.append(f'      case "{one.key.removeprefix("failure.")}": said("{one.key}")')
    lines += ["      default: nil", "      }", "    }"]
    for one in sentences:
        if one in failures:
            continue
        lines.append(f"\n    /// {summary(one)}")
        name = camel(one.key)
        if not one.arguments:
            lines.append(f"    public static var {name}: LocalizedStringResource {{")
            lines.append(f'      said("{one.key}")')
        else:
            arguments = ", ".join(f"{camel(it)}: {kind(it)}" for it in one.arguments)
            named = " ".join([one.key] + [f"\\({camel(it)})" for it in one.arguments])
            lines.append(f"    public static func {name}({arguments}) -> LocalizedStringResource {{")
            lines.append(f'      said("{named}")')
        lines.append("    }")
    lines += [
        "",
        "    private static func said(_ key: String.LocalizationValue) -> LocalizedStringResource {",
        "      LocalizedStringResource(key, bundle: .atURL(Bundle.module.bundleURL))",
        "    }",
        "  }",
        "#endif",
    ]
    return "\n".join(lines) + "\n"


def summary(sentence):
    english = sentence.texts["en"]
    return (english["other"] if sentence.is_plural else english).replace("\n", " ")


def tokens(found):
    names = list(found["colours"]["light"])
    lines = [
        HEAD.format(source="tokens.toml"),
        "import Foundation\n",
        "/// Colours of one appearance, in sRGB: 0xRRGGBB.",
        "struct Colours: Sendable {",
    ]
    lines += [f"  let {camel(name)}: UInt32" for name in names]
    for appearance in ("light", "dark"):
        lines.append(f"\n  static let {appearance} = Colours(")
        rows = [
            f"    {camel(name)}: 0x{colour[1:]}"
            for name, colour in found["colours"][appearance].items()
        ]
        lines.append(",\n".join(rows) + ")")
    lines.append("}")
    for group, about in {
        "space": "Distances, in points.",
        "corner": "Radii, in points.",
        "size": "Lengths of what one touches, in points.",
    }.items():
        lines += [f"\n/// {about}", f"enum {group.capitalize()} {{"]
        lines += [f"  static let {camel(name)}: CGFloat = {it}" for name, it in found[group].items()]
        lines.append("}")
    lines += [
        "\n/// Size and line of letters at the system's normal setting, in points.",
        "struct Letters: Sendable {",
        "  let size: CGFloat",
        "  let line: CGFloat\n",
    ]
    for name, (size, line) in found["type"].items():
        lines.append(f"  static let {camel(name)} = Letters(size: {size}, line: {line})")
    lines += ["}", "\n/// How long something moves, in seconds.", "enum Motion {"]
    for name, it in found["motion"].items():
        lines.append(f"  static let {camel(name)} = {it / 1000}")
    lines.append("}")
    return "\n".join(lines) + "\n"


def files(sentences, found):
    """Path below ios/: text."""
    by_key = {one.key: one for one in sentences}
    shown = {key(one): one for one in sentences}
    yield f"{VIEWS}/Resources/Localizable.xcstrings", catalogue(shown)
    yield f"{VIEWS}/Generated/Words.swift", words(sentences)
    yield f"{VIEWS}/Generated/Tokens.swift", tokens(found)
    # What the system reads of the app itself, without asking its code.
    system = {one.key: one for one in sentences if one.key.startswith("system.")}
    yield f"{APP}/Localizable.xcstrings", catalogue(system)
    info = {
        "CFBundleDisplayName": by_key["app.name"],
        "NSFaceIDUsageDescription": by_key["system.unlock_title"],
    }
    yield f"{APP}/InfoPlist.xcstrings", catalogue(info)
