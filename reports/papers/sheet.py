"""A paper as PDF, through one template for all of them."""

from collections.abc import Iterable, Iterator

from django.template.loader import render_to_string

from paper.pdf import PAPER_CSS, in_parts
from paper.pdf import render as typeset
from reports.papers.document import Edge, Paper
from reports.pdf import check

STYLES = (PAPER_CSS, "css/official.css")


def html(paper: Paper, edge: Edge) -> str:
    """The paper's HTML, which tests read."""
    blocks = [(block.kind, block) for block in paper.numbered]
    context = {
        "edge": edge,
        "paper": paper,
        "blocks": blocks,
        "check": check(),
    }
    return render_to_string("reports/pdf/paper.html", context)


def render(paper: Paper, edge: Edge) -> bytes:
    """The file; the same paper gives the same bytes."""
    return typeset(html(paper, edge), stylesheets=STYLES)


def parts(papers: Iterable[Paper], edge: Edge) -> Iterator[bytes]:
    """A long paper in parts to be joined."""
    return in_parts([html(paper, edge) for paper in papers], stylesheets=STYLES)
