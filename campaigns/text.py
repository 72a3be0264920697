"""A text in Chinese with its English twin, shown in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """What an organiser wrote; English falls back to Chinese where it is missing."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.en if english and self.en else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh)
