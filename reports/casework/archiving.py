"""What of cases and measures is erased when a campaign is archived: their files."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from ballots.models.archiving import Part
from reports.models import Evidence
from reports.models.evidence import EvidenceQuerySet

# of a measure or case that is still at work they go when it is closed
EVIDENCE = Part(
    "evidence",
    gettext_lazy("Files of evidence on measures and cases that are closed"),
    ngettext_lazy("%d file of evidence", "%d files of evidence"),
    lambda campaign: Evidence.objects.filter(
        progress__measure__campaign=campaign.pk
    ).done_with(),
    erase=EvidenceQuerySet.erase,
)
