"""What is said of a file that left this site."""

from django.utils.translation import gettext as _

from audit.models import Export
from audit.proof import Proof
from campaigns.models import Campaign
from reports.moments import moment


def told(proof: Proof) -> str:
    """One line: unchanged; of what, which version, when and by whom."""
    said = _(
        "unchanged. %(kind)s “%(name)s” of campaign %(campaign)s, %(version)s, left "
        "the site %(moment)s, taken by %(by)s."
    )
    return said % words(proof)


def words(proof: Proof) -> dict[str, str]:
    """The same for a page."""
    row = Campaign.objects.filter(pk=proof.campaign).defer("definition").first()
    zone = row.time_zone if row else "UTC"
    version = _("not yet released")
    if proof.version:
        version = _("version %d") % proof.version
    return {
        "kind": str(dict(Export.Kind.choices).get(proof.kind, proof.kind)),
        "name": proof.name,
        "campaign": f"{proof.campaign} “{row}”" if row else str(proof.campaign),
        "version": version,
        "moment": f"{moment(proof.at, zone)} ({zone})",
        "by": proof.by or _("a command on the server"),
    }
