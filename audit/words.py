"""What is wrong with a chain or a file, in words."""

from django.utils.translation import gettext as _

from audit.chain import Broken
from audit.proof import NotOurs


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


def not_ours(error: NotOurs) -> str:
    """One sentence why a file is not what left the site."""
    sentences = {
        "unknown": _(
            "This file did not leave this site as it is now: it was changed, or made "
            "elsewhere."
        ),
        "changed": _("The file is not the one that was signed: it was changed."),
        "forged": _("The signature is not genuine."),
        "stranger": _("The signature was made with a key that is not this site's."),
        "unreadable": _("This is no signature file."),
    }
    return sentences[str(error)]
