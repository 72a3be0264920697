"""What stands for ever: the entries of the chains."""

from audit.models.entry import NOTHING, SITE, Detail, Entry, record

__all__ = ["NOTHING", "SITE", "Detail", "Entry", "record"]
