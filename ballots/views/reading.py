"""The file of a paper, for raters: by its hash, the same address for all of them.

Nothing ties a request to a slip: no code, no cookie, no line in a log, nothing stored.
"""

import logging
from io import BytesIO
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ballots import refusals
from ballots.pages import page
from ballots.refusals import Refusal
from ballots.views.rater import rater_page
from campaigns.models import Campaign, Document, PaperFile
from campaigns.papers.sending import attached

logger = logging.getLogger("ballots")
State = Campaign.State
# raters get it from freezing on, to read it before the meeting, and while they vote
READ = Campaign.LIVE
AT_ONCE = 2
# A file of ten megabytes takes a slow phone minutes, and the thread that sends it with
# it: of the four that a process has by default two are left for those who vote.
room = BoundedSemaphore(AT_ONCE)


class Lent(BytesIO):
    """A content that makes room for the next one when it has been sent."""

    def close(self) -> None:
        if not self.closed:
            room.release()
        super().close()


@rater_page
def paper(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The file, as long as raters of some campaign read it, and only unaltered."""
    given = Document.objects.given_out().filter(pdf=sha256).order_by("pk")
    row = given.filter(campaign__state__in=READ).first()
    if row is None:
        over = given.exclude(campaign__state=State.DRAFT).exists()
        return _refused(refusals.paper_closed() if over else refusals.no_paper())
    if not room.acquire(blocking=False):
        return _refused(refusals.papers_busy())
    content = Lent()
    try:
        file = PaperFile.objects.get(pk=sha256)
        if not file.intact():
            logger.error("PaperFileAltered")
            content.close()
            return _refused(refusals.paper_altered())
        content.write(file.content)
        content.seek(0)
        return attached(file, str(row), content)
    except BaseException:
        content.close()
        raise


def _refused(refusal: Refusal) -> HttpResponse:
    response = HttpResponse(page("refused", refusal=refusal), status=refusal.status)
    if refusal.status == 503:
        response["Retry-After"] = "60"
    return response
