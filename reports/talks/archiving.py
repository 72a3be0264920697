"""What of the talks is erased when a campaign is archived."""

from django.utils.translation import gettext_lazy, ngettext

from ballots.models.archiving import Part
from reports.models import Interview
from reports.models.interview import InterviewQuerySet

NOTES = Part(
    "notes",
    gettext_lazy("Notes of talks"),
    lambda n: ngettext("notes of %d talk", "notes of %d talks", n) % n,
    lambda campaign: Interview.objects.filter(campaign=campaign.pk).noted(),
    erase=InterviewQuerySet.erase,
)
