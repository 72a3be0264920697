"""A paper as PDF, through one template for all of them."""

from django.template.loader import render_to_string

from paper.pdf import PAPER_CSS
from paper.pdf import render as typeset
from reports.papers.document import Paper, mark, warning
from reports.pdf import check
from reports.report import Report

STYLES = (PAPER_CSS, "css/official.css")


def html(paper: Paper, report: Report) -> str:
    """The paper's HTML, which tests read."""
    blocks = [(block.kind, block) for block in paper.numbered]
    context = {
        "report": report,
        "paper": paper,
        "blocks": blocks,
        "check": check(),
        "mark": mark(report),
        "warning": warning(report),
    }
    return render_to_string("reports/pdf/paper.html", context)


def render(paper: Paper, report: Report) -> bytes:
    """The file; the same paper gives the same bytes."""
    return typeset(html(paper, report), stylesheets=STYLES)
