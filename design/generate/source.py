"""What design/tokens.toml and design/strings/*.toml say, checked."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "nl", "fr")
# Placeholders that are numbers; all others are text.
NUMBERS = {"count", "dough", "filled", "friend_dough", "wanted", "years"}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Contrast that small text needs, and what one only has to find: WCAG 2.2, 1.4.3 and 1.4.11.
TEXT, OUTLINE = 4.5, 3.0


class Mistake(Exception):
    """A file says something that can't be meant."""


@dataclass(frozen=True)
class Sentence:
    """One thing that the apps say."""

    key: str
    # By language: the text, or its forms "one" and "other".
    texts: dict

    @property
    def is_plural(self):
        return isinstance(self.texts["en"], dict)

    @property
    def arguments(self):
        """Placeholders in the order in which English has them; the counted one first."""
        english = self.texts["en"]
        found = PLACEHOLDER.findall(english["other"] if self.is_plural else english)
        names = list(dict.fromkeys(found))
        if self.is_plural:
            names = ["count"] + [name for name in names if name != "count"]
        return names


def sentences():
    found = {}
    for path in sorted((HERE / "strings").glob("*.toml")):
        for group, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for name, texts in rows.items():
                sentence = Sentence(f"{group}.{name}", texts)
                check_sentence(path.name, sentence)
                if sentence.key in found:
                    raise Mistake(f"{path.name}: {sentence.key} stands twice")
                found[sentence.key] = sentence
    return list(found.values())


def check_sentence(file, sentence):
    def wrong(why):
        raise Mistake(f"{file}: {sentence.key} {why}")

    texts = sentence.texts
    if sorted(texts) != sorted(LANGUAGES):
        wrong(f"is in {', '.join(texts)}, and must be in {', '.join(LANGUAGES)}")
    wanted = None
    for language, text in texts.items():
        if isinstance(text, dict) != sentence.is_plural:
            wrong(f"has forms of number in some languages only, see {language}")
        forms = text if isinstance(text, dict) else {"other": text}
        if sentence.is_plural and sorted(forms) != ["one", "other"]:
            wrong(f"needs the forms one and other in {language}")
        for form, words in forms.items():
            if not words.strip() or words != words.strip():
                wrong(f"is empty in {language}, or has a space at an end")
            names = set(PLACEHOLDER.findall(words))
            if re.search(r"[{}]", PLACEHOLDER.sub("", words)):
                wrong(f"has a brace too many in {language}")
            if form == "one":
                names.add("count")
            wanted = names if wanted is None else wanted
            if names != wanted:
                wrong(f"names other placeholders in {language}: {sorted(names ^ wanted)}")
    if sentence.is_plural and "count" not in wanted:
        wrong("has forms of number without a {count}")


def tokens():
    found = tomllib.loads((HERE / "tokens.toml").read_text(encoding="utf-8"))
    light, dark = found["colours"]["light"], found["colours"]["dark"]
    if list(light) != list(dark):
        raise Mistake("tokens.toml: the light and the dark name other colours")
    for name, colours in found["colours"].items():
        check_contrast(name, colours)
    return found


def check_contrast(name, colours):
    pairs = [(ink, ink.removeprefix("on_"), TEXT) for ink in colours if ink.startswith("on_")]
    pairs += [("on_quiet", "ground", TEXT), ("on_quiet", "card", TEXT)]
    pairs += [("crust", ground, TEXT) for ground in ("ground", "card")]
    pairs += [("leaf", ground, TEXT) for ground in ("ground", "card")]
    pairs += [("berry", ground, TEXT) for ground in ("ground", "card")]
    pairs += [("line", ground, OUTLINE) for ground in ("ground", "card")]
    for ink, ground, least in pairs:
        found = contrast(colours[ink], colours[ground])
        if found < least:
            raise Mistake(
                f"tokens.toml, {name}: {ink} on {ground} has a contrast of {found:.2f}, "
                f"and needs {least}"
            )


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    def linear(part):
        part = int(part, 16) / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def camel(key):
    """home.until_surprise -> homeUntilSurprise"""
    first, *rest = re.split(r"[._]", key)
    return first + "".join(word.capitalize() for word in rest)
