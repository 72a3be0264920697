"""Comments made alike, so that the way of typing names nobody (trust.md §3 C-c).

How somebody types gives away who it was: a phone that writes full-width marks, a row
of seven exclamation marks, a favourite emoji, an invisible character on purpose. What
is said stays, figures above all. Pure functions; the same text comes out of the second
pass as of the first.
"""

import re
import unicodedata
from itertools import chain, cycle

GOOD, BAD, OTHER = "[+]", "[-]", "[*]"  # an emoji; alike in every language
MOST_MARKS = 2  # on one letter: Tibetan and Thai need two, nobody needs twenty
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
EMOJI = re.compile("[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
THUMBS = dict.fromkeys("👍👌👏💪🎉💯❤♥✓✔✅", GOOD) | dict.fromkeys("👎💩✗✘❌", BAD)
# never figures: 10000 is another sum than 1000
REPEATED = re.compile(r"([^\d\n])\1{3,}")
MARKS_REPEATED = re.compile(r"(\[[-+*]\])(?:\s*\1)+")
DOUBLE, SINGLE = '"“”„‟«»「」『』〝〞', "'‘’‚‛`´"
PLAIN = (
    str.maketrans(dict.fromkeys(DOUBLE, '"'))
    | str.maketrans(dict.fromkeys(SINGLE, "'"))
    | str.maketrans(dict.fromkeys("‐‑−﹣˗", "-"))
    | str.maketrans(dict.fromkeys("‒–—―─━", "—"))
    | str.maketrans(dict.fromkeys("〜∼˜", "~"))
    | str.maketrans(dict.fromkeys("•・‧∙", "·"))
)
# after NFKC the full-width ones are plain; a Chinese text has them full-width again
WIDE = str.maketrans("!?;()", "！？；（）")
NARROW = str.maketrans("，。！？；：（）、", ",.!?;:(),")


def normal(text: str) -> str:
    """The comment as it is stored at opening; empty where nothing was said."""
    text = unicodedata.normalize("NFKC", text)
    text = _few_marks("".join(chain.from_iterable(map(_seen, text))))
    text = unicodedata.normalize("NFKC", text).translate(PLAIN)
    text = REPEATED.sub(r"\1\1\1", text)
    text = _chinese(text) if HAN.search(text) else _western(text)
    text = MARKS_REPEATED.sub(r"\1", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def _seen(character: str) -> str:
    """A character as it is kept: nothing that cannot be seen, emoji as a mark."""
    if character == "\n":
        return character
    if character.isspace():
        return " "
    if _selects(character) or unicodedata.category(character)[0] == "C":
        return ""
    if EMOJI.match(character):
        return THUMBS.get(character, OTHER)
    return character


def _selects(character: str) -> bool:
    """Whether it only chooses how the one before it looks."""
    point = ord(character)
    return (
        0xFE00 <= point <= 0xFE0F
        or 0xE0100 <= point <= 0xE01EF
        or 0x1F3FB <= point <= 0x1F3FF  # the colour of a hand's skin
    )


def _few_marks(text: str) -> str:
    """Without the marks that are heaped on one letter."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _chinese(text: str) -> str:
    """Full-width marks, but none in figures: 1,000 and 9:30 stay."""
    text = re.sub(r"\.{2,}", "……", text)
    text = re.sub(r"—+", "——", text)
    text = re.sub(r"(?<!\d),|,(?!\d)", "，", text)
    text = re.sub(r"(?<!\d):|:(?!\d)", "：", text)
    text = re.sub(r"(?<![\d.A-Za-z])\.(?!\d)", "。", text)
    quotes = cycle("“”")
    text = re.sub('"', lambda _match: next(quotes), text)
    text = text.translate(WIDE)
    # beside a full-width mark a space says nothing
    return re.sub(r" *([，。！？；：（）、“”…—]) *", r"\1", text)


def _western(text: str) -> str:
    """The same marks as on a Western keyboard."""
    text = re.sub(r"\.{2,}", "...", text.translate(NARROW))
    return re.sub(r" *—+ *", " - ", text)
