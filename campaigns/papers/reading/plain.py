"""Text files: UTF-8, UTF-16 with its mark, GB 18030; Markdown as far as it is read."""

import re
import unicodedata

from campaigns.papers.reading.found import Found, Refused

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]{0,500}\)")
STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1")
END = re.compile(r"\r\n?|\n")
# an empty line parts paragraphs; where there is none each line is one
APART = re.compile(r"\n[^\S\n]*\n\s*\S")
DEEP = re.compile(r"^#{4,6}(?=\s)", re.MULTILINE)


def read(content: bytes) -> Found:
    """The text. Raises Refused for what is none."""
    text = END.sub("\n", _decoded(content))
    odd = sum(_is_odd(c) for c in text)
    if odd > len(text) // 200:
        raise Refused("unknown")
    text = STRONG.sub(r"\2", LINK.sub(r"\1", text))
    if not APART.search(text):
        text = text.replace("\n", "\n\n")
    return Found("text", DEEP.sub("###", text))


def _decoded(content: bytes) -> str:
    marked = [name for mark, name in MARKS if content.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("unknown")


def _is_odd(character: str) -> bool:
    """Not of a text: GB 18030 has a character for almost any pair of bytes."""
    if character in "\t\r\n\f":
        return False
    return unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")
