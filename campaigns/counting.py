"""Makes the rows that say how a campaign is counted, out of its definition."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from campaigns import definition as d
from campaigns.definition import Definition, written
from campaigns.models import (
    Campaign,
    Formula,
    Indicator,
    IndicatorStep,
    Option,
    Quorum,
    Rate,
    Rule,
    Scale,
    Step,
)
from campaigns.parser import DocumentError
from campaigns.parser.rule import RULE
from campaigns.text import Text

# Between two rows, so that an organiser can put another one in between.
STEP = 10
M = TypeVar("M", bound=models.Model)


def checked(place: str, row: M) -> M:
    """The row, if its columns can hold what stands in it. Raises DocumentError."""
    relations = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        name, why = next(iter(error.message_dict.items()))
        path = f"{place}.{name}"
        raise DocumentError(f"{path}: {why[0]}", path) from error
    return row


def pair(name: str, text: Text) -> dict[str, str]:
    """A text as two columns."""
    return {name: text.zh, f"{name}_en": text.en}


def make_counting(campaign: Campaign, definition: Definition) -> None:
    """Formula, rates, grades, quorums, indicators, rules. Raises DocumentError."""
    checked("formula", _formula(campaign, definition)).save()
    _make("rates", (_rate(campaign, row) for row in definition.rates.values()))
    _make("grading.steps", (_step(campaign, r) for r in definition.grading.steps))
    _make("quorums", (_quorum(campaign, row) for row in definition.quorums))
    _make("rules", (_rule(campaign, row) for row in definition.rules))
    for number, row in enumerate(definition.indicators.values(), 1):
        _indicator(campaign, number, row)


def _make(place: str, rows: Iterable[models.Model]) -> None:
    """Save the rows in their order."""
    for number, row in enumerate(rows, 1):
        row.position = number * STEP  # type: ignore[attr-defined]
        checked(f"{place}[{number}]", row).save()


def _formula(campaign: Campaign, definition: Definition) -> Formula:
    how, grading, void = definition.formula, definition.grading, definition.void
    return Formula(
        campaign=campaign,
        measure=how.measure,
        deciding=how.deciding,
        denominator=how.denominator,
        pools=how.pools,
        empty=how.empty,
        trim_each=how.trim.each,
        trim_least=how.trim.least if how.trim.each else 0,
        decimals=how.decimals,
        rounding=how.rounding,
        zeros=how.zeros,
        total=how.total,
        rank=how.rank,
        grading=grading.method,
        grading_measure=grading.measure,
        grading_bound=grading.bound or "1/2",
        grading_inclusive=grading.inclusive,
        grading_fails=grading.fails,
        void_alike=void.alike,
        void_extremes=void.extremes,
        void_incomplete=void.incomplete,
    )


def _rate(campaign: Campaign, row: d.Named) -> Rate:
    options = " ".join(row.options)
    return Rate(
        campaign=campaign, key=row.key, options=options, **pair("name", row.name)
    )


def _step(campaign: Campaign, row: d.Step) -> Step:
    return Step(
        campaign=campaign,
        lowest=row.lowest,
        inclusive=row.inclusive,
        share=row.share,
        **pair("label", row.label),
    )


def _quorum(campaign: Campaign, row: d.Quorum) -> Quorum:
    return Quorum(
        campaign=campaign,
        scope=row.scope,
        pool=row.pool,
        bound=row.bound,
        inclusive=row.inclusive,
        least=row.least,
    )


def _rule(campaign: Campaign, row: d.Rule) -> Rule:
    return Rule(
        campaign=campaign, **{name: getattr(row, name) for name in RULE.split()}
    )


def _indicator(campaign: Campaign, number: int, row: d.Indicator) -> None:
    made = Indicator(
        campaign=campaign,
        position=number * STEP,
        key=row.key,
        kind=row.kind,
        **pair("name", row.name),
    )
    checked(f"indicators[{number}]", made).save()
    _make(
        f"indicators[{number}].steps",
        (
            IndicatorStep(indicator=made, key=key, **pair("label", label))
            for key, label in row.steps
        ),
    )


def make_scales(campaign: Campaign, definition: Definition) -> dict[str, Scale]:
    """The scales with their options, by key. Raises DocumentError."""
    scales = {}
    for at, row in enumerate(definition.scales.values(), 1):
        place = f"scales[{at}]"
        scale = scales[row.key] = checked(place, _scale(campaign, row))
        scale.save()
        Option.objects.bulk_create(
            checked(f"{place}.options[{number}]", _option(scale, number, option))
            for number, option in enumerate(row.options, 1)
        )
    return scales


def _scale(campaign: Campaign, row: d.Scale) -> Scale:
    return Scale(
        campaign=campaign,
        key=row.key,
        kind=row.kind,
        share=row.share,
        low=row.low,
        high=row.high,
        satisfied_from=row.satisfied_from,
        excellent_from=row.excellent_from,
        **pair("title", row.title),
    )


def _option(scale: Scale, number: int, option: d.Option) -> Option:
    return Option(
        scale=scale,
        position=number * STEP,
        key=option.key,
        satisfied=option.satisfied,
        excellent=option.excellent,
        outside=option.outside,
        reason=option.reason,
        score="" if option.score is None else written(option.score),
        **pair("label", option.label),
    )
