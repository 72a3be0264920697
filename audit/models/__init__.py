"""What stands for ever: the entries of the chains, and what left the site."""

from audit.models.entry import NOTHING, SITE, Detail, Entry, looked, record
from audit.models.export import Export, SigningKey, canonical

__all__ = [
    "NOTHING",
    "SITE",
    "Detail",
    "Entry",
    "Export",
    "SigningKey",
    "canonical",
    "looked",
    "record",
]
