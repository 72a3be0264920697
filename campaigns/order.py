"""How names and codes are put in order: as whoever reads them counts and speaks."""

import re
import unicodedata
from typing import Any

from django.db import models

LAST = 32_000  # behind every row there is; a small integer of any database holds it
WIDTH = 8  # digits that a number is written with
NUMBER = re.compile(r"\d+")
# elsewhere the signs are a part of names: 三亚, 一中
ORDINAL = re.compile(r"第([〇零一二两三四五六七八九十百]+)")
DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2}
TENS = {"十": 10, "百": 100}


def by_sound(name: str) -> bytes:
    """What Chinese names are ordered by: GB 18030 has the common characters by pinyin.

    Rare ones follow by radical, as in a telephone book. Numbers go by their size, those
    behind 第 in Chinese as well: 第九组 before 第10组. Width and case do not matter.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = ORDINAL.sub(lambda found: f"第{_number(found[1])}", text)
    text = NUMBER.sub(lambda found: found[0].zfill(WIDTH), text)
    return text.encode("gb18030", "replace")


def _number(signs: str) -> int:
    total = below = 0
    for sign in signs:
        if sign in TENS:
            total, below = total + (below or 1) * TENS[sign], 0
        else:
            below = below * 10 + DIGITS[sign]
    return total + below


class Sound(models.TextField):  # type: ignore[type-arg]
    """Another text of the row, as rows are ordered by it.

    Hexadecimal, so that every database orders it alike, whatever its locale.
    """

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(**{"editable": False, "default": "", **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> str:
        """Written with the row, in bulk as well; a bare `update()` leaves it alone."""
        found = by_sound(getattr(row, self.of)).hex()
        setattr(row, self.attname, found)
        return found
