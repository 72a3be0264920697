"""What files are called on the disk of whoever unpacks them."""

import re

from campaigns.definition import Group

# what Windows takes in no name, nor ends one with
NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
LONGEST = 40  # Windows allows 260 for the whole path


def plain(text: object) -> str:
    """A text as part of a file's name."""
    words = NOT_IN_NAMES.sub(" ", str(text)).split()
    return " ".join(words).strip(" .")[:LONGEST].strip(" .")


def in_zip(at: int, group: Group, number: int, paper: object, volume: int = 0) -> str:
    """Folder and file of a paper; numbers keep the order and tell namesakes apart."""
    title = plain(group.title)
    part = f" ({volume})" if volume else ""
    return f"{at:02} {title}/{number} {plain(paper)} {title}{part}.pdf"
