"""What all sentences share: quotes, lists, names of measures."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.definition import Definition, Item, Scale
from campaigns.text import Text

BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff“”]) (?=[\u4e00-\u9fff“”])")
FIGURE = re.compile(r"([0-9%])$")


@dataclass(frozen=True, slots=True)
class Clause:
    """One choice of the formula: what is chosen, and the choice as a sentence."""

    term: str
    sentence: str


def in_english() -> bool:
    """Whether the reader's language is English; everything else is Chinese."""
    return (get_language() or "").startswith("en")


def quoted(texts: Sequence[object]) -> str:
    """“好”“一般” in Chinese, “Good”, “Fair” in English."""
    comma = ", " if in_english() else ""
    return comma.join(_("“%s”") % text for text in texts)


def joined(texts: Iterable[object], mark: str = ",") -> str:
    """Texts one after the other: , ，  ; ；  and / 、 for a plain list."""
    marks = {",": (", ", "，"), ";": ("; ", "；"), "/": (", ", "、")}
    return marks[mark][not in_english()].join(map(str, texts))


def phrase(parts: Iterable[str]) -> str:
    """Parts of one phrase: with spaces in English, without in Chinese."""
    return (" " if in_english() else "").join(filter(None, parts))


def tidy(text: str) -> str:
    """In Chinese no space between characters, and one after a figure at the end."""
    if in_english():
        return text
    return FIGURE.sub(r"\1 ", BETWEEN.sub("", text))


def measure_name(definition: Definition, key: str) -> str:
    """What a measure is called: 满意率, 优秀率, 得分, a further rate, an indicator."""
    if key in definition.rates:
        return str(definition.rates[key].name)
    if key in definition.indicators:
        return str(definition.indicators[key].name)
    return {
        "satisfied": _("Satisfaction rate"),
        "excellent": _("Excellent rate"),
        "score": _("Score"),
        "title": _("Title of the year"),
    }[key]


def item_name(definition: Definition, key: str) -> Text:
    """The wording of an item; one that no form has goes by its key."""
    items = (item for form in definition.forms.values() for item in form.items)
    return next((item.text for item in items if item.key == key), Text(key))


def used_scales(definition: Definition) -> list[Scale]:
    """The scales on which a subject is rated, in the order of the forms."""
    forms = [subject.form for subject in definition.subjects.values()]
    items: list[Item] = [item for form in forms for item in form.items]
    return list({item.scale.key: item.scale for item in items}.values())


def used_measures(definition: Definition) -> Collection[str]:
    """Everything that heads the result, makes a grade or is ruled on."""
    heading, grading = definition.formula.measure, definition.grading
    ruled = {rule.measure or heading for rule in definition.rules}
    graded = {grading.measure or heading} if grading.method == "bands" else set()
    return {heading} | ruled | graded


def each_scale(scales: Sequence[tuple[Scale, str]]) -> str:
    """What is said of each scale, with its title where there are several."""
    if len(scales) == 1:
        return scales[0][1]
    each = (headed(scale.title or scale.key, said) for scale, said in scales)
    return joined(each, ";")


def headed(head: object, said: str) -> str:
    """A sentence under a head and a colon."""
    return f"{head}{': ' if in_english() else '：'}{said}"
