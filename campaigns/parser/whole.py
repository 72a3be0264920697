"""Reads a campaign document into a Definition and says exactly what is wrong in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from campaigns import definition as d
from campaigns.composition import composition
from campaigns.parser import counting
from campaigns.parser.form import FORM, SCALE, form, scale
from campaigns.parser.row import Row, unique
from campaigns.parser.rule import RULE, Known, rule

VERSION = 1
REACHES = ("unit", "group", "campaign", "peers", "open")
KINDS = ("team", "person", "initiative", "pledge")
PAPERS = ("report", "speech", "self", "leader", "points")
BLANKS = ("refuse", "abstain")
COMMENTS = ("themes", "verbatim")
ACTIVATIONS = ("all", "present")
CUSTODIES = ("cards", "file")
APPROVALS = ("none", "lists", "all")
TOP = (
    "version about about_en campaign formula rates grading quorums void units groups "
    "scales forms subjects pools indicators rules documents"
)
CAMPAIGN = (
    "title title_en stage stage_en series office office_en time_zone occasion drill "
    "blank activation comments custody approval publishable floors"
)
FLOORS = "rate distribution comments"
UNIT = "code name name_en kind"
GROUP = "key title title_en lead units"
SUBJECT = "key name name_en unit kind form principal of"
POOL = "key name name_en short short_en reach quota weight kinds composition"
DOCUMENT = "unit title title_en body body_en kind subject author author_en pdf source"
PDF = "sha256 size pages"
SHA256 = re.compile("[0-9a-f]{64}")


def parse(document: Mapping[str, Any]) -> d.Definition:
    """Read a document. Raises DocumentError naming the place of a mistake."""
    top = Row("file", document, TOP.split())
    top.text("about", "")
    if top.take("version", int) != VERSION:
        top.fail("version", _("must be %d") % VERSION)
    top.take("campaign", dict)
    top.take("formula", dict)
    definition = _Reader(top).definition()
    return replace(definition, hash=d.digest(document))


class _Reader:
    """The tables in the order in which they name each other."""

    def __init__(self, top: Row) -> None:
        rows = top.rows
        self.top = top
        self.units = unique(map(_unit, rows("units", UNIT)), "units", "code")
        self.groups = unique(
            (_group(r, self.units) for r in rows("groups", GROUP)), "groups"
        )
        self.scales = unique(map(scale, rows("scales", SCALE)), "scales")
        self.forms = unique(
            (form(r, self.scales) for r in rows("forms", FORM)), "forms"
        )
        self.subjects = unique(self._subjects(), "subjects")
        self._check_pledges()
        self.pools = unique(map(_pool, rows("pools", POOL)), "pools")
        named = (counting.rate(r, self.scales) for r in rows("rates", counting.RATE))
        self.rates = unique(named, "rates")
        self.formula = counting.formula(
            top.row("formula", counting.FORMULA), self.rates
        )
        self._check_rates()
        self.indicators = counting.indicators(top, self.rates)

    def definition(self) -> d.Definition:
        campaign = self.top.row("campaign", CAMPAIGN)
        return d.Definition(
            title=campaign.text("title"),
            stage=campaign.text("stage", ""),
            series=campaign.take("series", default=""),
            office=campaign.text("office", ""),
            time_zone=campaign.take("time_zone", default="Asia/Shanghai"),
            drill=campaign.take("drill", bool, False),
            blank=campaign.one_of("blank", BLANKS, "refuse"),
            custody=campaign.one_of("custody", CUSTODIES, "cards"),
            floors=_floors(campaign),
            formula=self._formula(),
            units=self.units,
            groups=self.groups,
            scales=self.scales,
            forms=self.forms,
            subjects=self.subjects,
            pools=self.pools,
            rules=tuple(self._rules()),
            documents=tuple(self._documents()),
            hash="",
            occasion=campaign.one_of("occasion", counting.OCCASIONS, "regular"),
            activation=campaign.one_of("activation", ACTIVATIONS, "all"),
            rates=self.rates,
            grading=counting.grading(
                self.top.row("grading", counting.GRADING), self.formula, self.rates
            ),
            quorums=tuple(
                counting.quorum(row, self.pools)
                for row in self.top.rows("quorums", counting.QUORUM)
            ),
            void=counting.void(self.top.row("void", counting.VOID)),
            indicators=self.indicators,
            comments=campaign.one_of("comments", COMMENTS, "themes"),
            approval=campaign.one_of("approval", APPROVALS, "none"),
            publishable=campaign.take("publishable", bool, False),
        )

    def _formula(self) -> d.Formula:
        """The formula, if its weights have something to weigh."""
        row = self.top.row("formula", counting.FORMULA)
        weights = [pool.weight for pool in self.pools.values()]
        if self.formula.weighted and weights and not any(weights):
            row.fail("pools", _("all pools have the weight 0"))
        return self.formula

    def _check_rates(self) -> None:
        """A further rate counts no option that the denominator leaves out."""
        if self.formula.denominator != "inside":
            return
        options = [o for scale in self.scales.values() for o in scale.options]
        outside = {o.key for o in options if o.outside}
        outside -= {o.key for o in options if not o.outside}
        for row in self.top.rows("rates", counting.RATE):
            for key in row.codes("options", {o.key for o in options}):
                if key in outside:
                    text = _(
                        "“%s” is left out of the denominator, so no rate counts it"
                    )
                    row.fail("options", text % key)

    def _subjects(self) -> Iterator[d.Subject]:
        for row in self.top.rows("subjects", SUBJECT):
            unit, kind = (
                row.known("unit", self.units),
                row.one_of("kind", KINDS, "team"),
            )
            found = d.Subject(
                row.key(),
                row.text("name", "") or unit.name,
                unit.code,
                kind,
                row.known("form", self.forms),
                principal=row.take("principal", bool, False),
                of=row.take("of", default=""),
            )
            if found.of and kind != "pledge":
                row.fail("of", _("only a pledge is somebody's"))
            yield found

    def _rules(self) -> Iterator[d.Rule]:
        known = Known(
            self.formula, self.rates, self.indicators, self.forms, self.pools, KINDS
        )
        for row in self.top.rows("rules", RULE):
            yield rule(row, known)

    def _check_pledges(self) -> None:
        """After all are read: a pledge may stand before its person."""
        for row in self.top.rows("subjects", SUBJECT):
            of = row.take("of", default="")
            if of and (of not in self.subjects or self.subjects[of].kind != "person"):
                row.fail("of", _("“%s” is not a person in this file") % of)

    def _documents(self) -> Iterator[d.Document]:
        for row in self.top.rows("documents", DOCUMENT):
            unit = row.known("unit", self.units)
            subject = row.reference("subject", self.subjects)
            if subject and self.subjects[subject].unit != unit.code:
                row.fail("subject", _("is of another unit"))
            pdf = _pdf(row)
            yield d.Document(
                unit.code,
                row.text("title"),
                row.text("body", "" if pdf else None),
                kind=row.one_of("kind", PAPERS, "report"),
                subject=subject,
                author=row.text("author", ""),
                pdf=pdf,
                source=_sha256(row, "source") if row.has("source") else "",
            )


def _pdf(paper: Row) -> d.Pdf | None:
    """The file of a paper; the bytes are not in a document, only their hash is."""
    if not paper.has("pdf"):
        return None
    row = paper.row("pdf", PDF)
    size, pages = (row.whole(name, None, 1, 10**9) for name in ("size", "pages"))
    return d.Pdf(_sha256(row, "sha256"), size, pages)


def _sha256(row: Row, name: str) -> str:
    value = row.take(name)
    if not SHA256.fullmatch(value):
        row.fail(name, _("is no SHA-256: 64 digits 0 to 9 and a to f"))
    return str(value)


def _unit(row: Row) -> d.Unit:
    return d.Unit(row.key("code"), row.text("name"), row.take("kind", default=""))


def _group(row: Row, units: Mapping[str, d.Unit]) -> d.Group:
    codes = row.codes("units", units)
    lead = row.take("lead", default="")
    if lead and lead not in codes:
        row.fail("lead", _("“%s” is not one of the units of the group") % lead)
    return d.Group(row.key(), row.text("title"), lead, codes)


def _pool(row: Row) -> d.Pool:
    name, reach = row.text("name"), row.one_of("reach", REACHES, "unit")
    without = reach in ("peers", "open")
    if without and row.has("quota"):
        row.fail("quota", _("peers and the public have no quota"))
    return d.Pool(
        row.key(),
        name,
        row.text("short", "") or name,
        reach,
        0 if without else row.whole("quota", None, 1, 5000),
        weight=row.weight(),
        kinds=row.some_of("kinds", KINDS),
        composition=_composition(row),
    )


def _composition(row: Row) -> str:
    text = row.take("composition", default="")
    try:
        composition(text)
    except ValueError as error:
        row.fail("composition", str(error))
    return str(text)


def _floors(campaign: Row) -> d.Floors:
    row = campaign.row("floors", FLOORS)
    rate, full = row.take("rate", int, 5), row.take("distribution", int, 8)
    comments = row.take("comments", int, 10)
    if min(rate, comments) < 3 or full < rate:
        row.fail("rate", _("no floor may be below 3, nor distribution below rate"))
    return d.Floors(rate, full, comments)
