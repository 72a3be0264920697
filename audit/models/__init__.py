"""What stands for ever: the entries of the chains."""

from audit.models.entry import NOTHING, SITE, Detail, Entry, looked, record

__all__ = ["NOTHING", "SITE", "Detail", "Entry", "looked", "record"]
