"""What is seen of a text: no control characters, nothing that turns it around."""

import re
import unicodedata

# part of letters in some scripts, and of emoji; everything else of its kind is unseen
JOINERS = "\u200c\u200d"
UNSEEN = ("Cc", "Cf", "Cs", "Cn")
SPACES = re.compile(r"[^\S\n]+")
GAPS = re.compile(r"\n{3,}")


def body(text: str) -> str:
    """A text of paragraphs: one kind of line end, at most one empty line between."""
    lines = re.sub(r"\r\n?|[\u2028\u2029\u0085\f\v]", "\n", text)
    lines = SPACES.sub(" ", _visible(lines))
    lines = "\n".join(line.strip() for line in lines.split("\n"))
    return GAPS.sub("\n\n", lines).strip()


def line(text: str) -> str:
    """A title or a name: all in one line."""
    return " ".join(body(text).split())


def file_name(text: str, most: int = 120) -> str:
    """The name of a file without its folders, cut at `most` with its ending kept."""
    name = line(re.split(r"[/\\]", text)[-1])
    if len(name) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:most]
    return stem[: most - len(ending) - 2] + "…" + dot + ending


def _visible(text: str) -> str:
    plain = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(c for c in plain if c in "\n" + JOINERS or not _unseen(c))


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN
