"""Papers as they are printed, in the language of whoever asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe

from ballots import when
from ballots.papers.pack import PAPERS, Pack
from ballots.papers.volumes import Part, volumes
from paper.pdf import Printed, pages, typeset
from paper.qr import qr_svg

STYLES = ("css/paper.css", "css/meeting.css")


@dataclass(frozen=True, slots=True)
class Inside:
    """A line of the cover sheet: a paper, in how many files and on how many pages."""

    name: str | Promise
    files: int
    pages: int


def html(
    pack: Pack, what: str, parts: Sequence[Part], inside: Sequence[Inside] = ()
) -> str:
    """One volume of a paper; `inside` is what the cover sheet lists."""
    address = settings.PUBLIC_BASE_URL + reverse("ballots:entry")
    context = {
        "pack": pack,
        "campaign": pack.campaign,
        "what": what,
        "title": PAPERS[what],
        "parts": parts,
        "inside": inside,
        "sum": Inside(
            "", sum(each.files for each in inside), sum(each.pages for each in inside)
        ),
        "window": when.window(pack.campaign),
        "address": address,
        "qr": mark_safe(qr_svg(address, border=4)),  # noqa: S308 - our own
    }
    return render_to_string("ballots/pdf/meeting.html", context)


def printed(text: str) -> Printed:
    return typeset(text, stylesheets=STYLES)


def contents(pack: Pack) -> list[Inside]:
    """The papers of a group with their pages, which only laying them out tells."""
    found = []
    for what in list(PAPERS)[1:]:
        files = volumes(pack, what)
        n = sum(pages(html(pack, what, parts), stylesheets=STYLES) for parts in files)
        found.append(Inside(PAPERS[what], len(files), n))
    return [each for each in found if each.files]
