"""Which lines are headings: those of an official paper are known by their numbers."""

import re

FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、\S.{0,60}")
SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\S.{0,60}")
ENDS = tuple("。；：，！？.;:,!?")
TITLE = 60  # characters that the first line has at most if it is the title


def titled(title: str, text: str) -> tuple[str, str]:
    """The title and the rest: the first paragraph, if it is short and no sentence.

    What a file says of itself counts where the text begins with no title.
    """
    head, _gap, rest = text.partition("\n\n")
    said = "".join(line.removeprefix("# ") for line in head.split("\n"))
    is_title = rest and 0 < len(said) <= TITLE and head.count("\n") < 3
    is_title = is_title and "|" not in said
    if is_title and not said.endswith(ENDS) and not FIRST.fullmatch(said):
        title, text = said, rest
    return title, "\n".join(map(marked, text.split("\n")))


def marked(line: str) -> str:
    """A line, with the mark of a heading if it reads like one."""
    plain = line.removeprefix("# ")
    if plain.endswith(ENDS) or "|" in plain:
        return line
    if FIRST.fullmatch(plain):
        return f"# {plain}"
    return f"## {plain}" if SECOND.fullmatch(plain) else line
