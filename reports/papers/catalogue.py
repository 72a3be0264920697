"""Which papers there are of a campaign, and each of them as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from paper.pdf import joined
from reports import excel, pdf
from reports.case_file import Filed
from reports.editions import Trend
from reports.entries import Ledger
from reports.minutes import Minutes
from reports.papers import book, case, count, docx, ledger, sheet, summary, unit
from reports.papers.document import Paper, edge
from reports.report import GroupReport, Report

PDF, WORD, WORKBOOK = "pdf", "docx", "xlsx"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: one a campaign, group, unit or case, and as which files."""

    title: str | Promise
    of: str
    formats: tuple[str, ...]
    told: str | Promise


KINDS: dict[str, Kind] = {
    "summary": Kind(
        gettext_lazy("Summary of the campaign"),
        "campaign",
        (PDF, WORD, WORKBOOK),
        gettext_lazy(
            "For the superior: figures, places if any, proposals, the series."
        ),
    ),
    "minutes": Kind(
        gettext_lazy("Minutes of the count"),
        "campaign",
        (PDF, WORD),
        gettext_lazy("Opening, ballot account, batches, digests; to be signed."),
    ),
    "group": Kind(
        gettext_lazy("Summary of the group"),
        "group",
        (PDF, WORD, WORKBOOK),
        gettext_lazy("At a glance, then each subject."),
    ),
    "feedback": Kind(
        gettext_lazy("Feedback to the unit"),
        "unit",
        (PDF, WORD),
        gettext_lazy("Its own figures and the comments released; no places."),
    ),
    "draft": Kind(
        gettext_lazy("Draft of the unit's own report"),
        "unit",
        (WORD, PDF),
        gettext_lazy("The usual headings, the figures filled in."),
    ),
    "case": Kind(
        gettext_lazy("Case"),
        "case",
        (PDF, WORD),
        gettext_lazy("Finding, decision, plan, second vote, who did what when."),
    ),
    "ledger": Kind(
        gettext_lazy("Ledger of points and measures"),
        "campaign",
        (PDF, WORKBOOK),
        gettext_lazy("Every point with its answer, every measure."),
    ),
    "letter": Kind(
        gettext_lazy("Letter on the points"),
        "unit",
        (PDF, WORD),
        gettext_lazy("What the unit is asked to answer, by when, and where."),
    ),
    "points": Kind(
        gettext_lazy("Ledger of the unit"),
        "unit",
        (PDF, WORKBOOK),
        gettext_lazy("Its points, its answers, its measures."),
    ),
}
OF_LEDGER = {"letter": ledger.letter, "points": ledger.unit}
OF_UNITS = frozenset(n for n, kind in KINDS.items() if kind.of in ("unit", "case"))


@dataclass(frozen=True, slots=True)
class Material:
    """What papers are made of: what one reader may see, and no more."""

    report: Report
    minutes: Minutes
    trend: Trend
    kinds: frozenset[str]  # those that are for him
    ledger: Ledger = field(default_factory=Ledger)
    cases: Mapping[str, Filed] = field(default_factory=dict)

    @property
    def offered(self) -> Iterator["Item"]:
        """Every paper that is for him."""
        for name, kind in KINDS.items():
            if name in self.kinds:
                for key, about in self._keys(kind.of):
                    if self._there(name, key):
                        yield Item(name, key, about)

    def _there(self, name: str, key: str) -> bool:
        """A ledger only where something is in it, a letter where something is asked."""
        if name == "ledger":
            return bool(self.ledger)
        told = self.ledger.told(key) if name in ("points", "letter") else None
        return told is None or bool(told.entries if name == "letter" else told)

    def _keys(self, of: str) -> list[tuple[str, str]]:
        if of == "case":
            return [(key, one.about) for key, one in self.cases.items()]
        return _keys(self.report, of)

    def item(self, named: str) -> "Item | None":
        """The paper of this name, as addresses have it; None if there is none."""
        return next((one for one in self.offered if one.name == named), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One paper; `about` is the name of the group, unit or case."""

    paper: str
    key: str
    about: str

    @property
    def name(self) -> str:
        return f"{self.paper}-{self.key}" if self.key else self.paper

    @property
    def kind(self) -> Kind:
        return KINDS[self.paper]

    def title(self, report: Report) -> str:
        """As a file is named that people recognise."""
        return " ".join(filter(None, [report.title, str(self.kind.title), self.about]))

    def render(self, material: Material, how: str) -> bytes:
        """As a file; `how` is one of its formats."""
        return joined(list(self.parts(material, how)))

    def parts(self, material: Material, how: str) -> Iterator[bytes]:
        """The same, of a long PDF in parts to be joined: others work meanwhile."""
        report = material.report
        if self.paper == "case":
            yield case.render(material.cases[self.key].read(), how)
        elif how == WORD:
            yield docx.render(self.paper_of(material), edge(report))
        elif how == WORKBOOK:
            yield self._workbook(material)
        elif self.paper == "group":
            yield from pdf.group_parts(report, _group(report, self.key))
        elif self.paper == "ledger":
            papers = ledger.campaign(report, material.ledger)
            yield from sheet.parts(papers, edge(report))
        else:
            yield self._pdf(material)

    def paper_of(self, material: Material) -> Paper:
        """What is on it."""
        report = material.report
        if self.paper == "summary":
            return summary.campaign(report, material.trend)
        if self.paper == "minutes":
            return count.minutes(report, material.minutes)
        if self.paper == "group":
            return summary.group(report, _group(report, self.key))
        if self.paper in OF_LEDGER:
            return OF_LEDGER[self.paper](report, material.ledger, self.key)
        makes = unit.feedback if self.paper == "feedback" else unit.draft
        return makes(report, self.key)

    def _workbook(self, material: Material) -> bytes:
        report = material.report
        if self.paper == "summary":
            return book.campaign(report, self.paper_of(material))
        if self.paper == "ledger":
            return book.tables(report, ledger.book(report, material.ledger))
        if self.paper == "points":
            return book.tables(report, self.paper_of(material))
        return excel.render_workbook(report, _group(report, self.key))

    def _pdf(self, material: Material) -> bytes:
        """Reports on subjects with their charts, the others as their text has it."""
        report = material.report
        if self.paper == "feedback":
            own = unit.without_ranks(report)
            return pdf.render_subjects(own, unit.of_unit(own, self.key))
        return sheet.render(self.paper_of(material), edge(report))


def _keys(report: Report, of: str) -> list[tuple[str, str]]:
    if of == "campaign":
        return [("", "")]
    if of == "group":
        return [(group.key, group.title) for group in report.groups]
    subjects = (one for group in report.groups for one in group.subjects)
    return list(dict.fromkeys((one.unit_code, one.unit) for one in subjects))


def _group(report: Report, key: str) -> GroupReport:
    return next(group for group in report.groups if group.key == key)
