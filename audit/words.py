"""What is wrong with a chain, in words."""

from django.utils.translation import gettext as _

from audit.chain import Broken


def broken(error: Broken) -> str:
    """One sentence that names the entry."""
    sentences = {
        "missing": _("Entry %d is missing."),
        "altered": _("Entry %d is not what was recorded."),
        "unlinked": _("Entry %d does not follow the one before it."),
        "unreadable": _("Entry %d cannot be read."),
        "rewritten": _("Entry %d is not the one on the paper: the log was rewritten."),
        "short": _(
            "The log ends before entry %d and does not hold what the paper says: it "
            "was shortened or rewritten."
        ),
    }
    return sentences[error.why] % error.seq
