"""What of the talks is erased when a campaign is archived."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from ballots.models.archiving import Part
from reports.models import Interview
from reports.models.interview import InterviewQuerySet

NOTES = Part(
    "notes",
    gettext_lazy("Notes of talks"),
    ngettext_lazy("notes of %d talk", "notes of %d talks"),
    lambda campaign: Interview.objects.filter(campaign=campaign.pk).noted(),
    erase=InterviewQuerySet.erase,
)
