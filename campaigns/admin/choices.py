"""Selects that offer a campaign's own keys instead of asking for them to be typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from campaigns.blockers import APART
from campaigns.definition import BUILT_IN, TITLE
from campaigns.document import said
from campaigns.models import Campaign, Formula, Line, Option, Rule, Subject
from campaigns.models.numbers import validate_share
from campaigns.parser import DocumentError, Row, parse
from campaigns.parser.rule import RULE, Known, rule
from campaigns.parser.whole import KINDS

Choices = list[tuple[str, str]]
WORDS = 60


@dataclass
class Offers:
    """What a campaign has to choose from; `heading` is the measure being typed."""

    campaign: Campaign
    heading: str = ""

    @cached_property
    def rates(self) -> Choices:
        rates = [(rate.key, str(rate)) for rate in self.campaign.rates.all()]
        return [*((key, str(label)) for key, label in Formula.Measure.choices), *rates]

    @cached_property
    def graded(self) -> Choices:
        return [("", _("of what heads the result")), *self.rates]

    @cached_property
    def measures(self) -> Choices:
        """Of a rule: rates, indicators, and whether the title was missed."""
        found = [(row.key, str(row)) for row in self.campaign.indicators.all()]
        title = (TITLE, _("title of the year"))
        return [("", _("what heads the result")), *self.rates, *found, title]

    @cached_property
    def items(self) -> Choices:
        lines = Line.objects.filter(form__campaign=self.campaign, kind=Line.Kind.ITEM)
        texts = {line.key: Truncator(str(line)).chars(WORDS) for line in lines}
        return [("", _("the deciding row")), *texts.items()]

    @cached_property
    def pools(self) -> Choices:
        pools = [(pool.key, str(pool)) for pool in self.campaign.pools.all()]
        return [("", _("all together")), *pools]

    @cached_property
    def forms(self) -> Choices:
        forms_ = [(form.key, str(form)) for form in self.campaign.forms.all()]
        return [("", _("whatever form is used")), *forms_]

    @cached_property
    def kinds(self) -> Choices:
        return [(key, str(label)) for key, label in Subject.Kind.choices]

    @cached_property
    def options(self) -> Choices:
        """Options by key, however many scales have it."""
        labels: dict[str, list[str]] = {}
        for row in Option.objects.filter(scale__campaign=self.campaign):
            labels.setdefault(row.key, []).append(str(row))
        return [
            (key, " / ".join(dict.fromkeys(texts))) for key, texts in labels.items()
        ]

    @cached_property
    def known(self) -> Known | None:
        """What rules may name; None while the rest of the campaign cannot be read."""
        try:
            whole = parse({**self.campaign.document(), **APART})
        except DocumentError:
            return None
        formula = replace(whole.formula, measure=self.heading or whole.formula.measure)
        return Known(
            formula, whole.rates, whole.indicators, whole.forms, whole.pools, KINDS
        )

    def refuse(self, row: Rule) -> None:
        """Refuse a rule that cannot be read. Raises ValidationError by column."""
        known = self.known
        values = said(row, RULE.split())
        measure = row.measure or self.heading or (known and known.formula.measure)
        if row.against == Rule.Against.BOUND and measure in {*BUILT_IN[:2], None}:
            try:
                validate_share(row.bound)
            except ValidationError as error:
                raise ValidationError({"bound": error}) from error
        if known is None:
            return
        try:
            rule(Row("rules", values, RULE.split()), known)
        except DocumentError as error:
            column = error.path.rpartition(".")[2]
            raise ValidationError({column: capfirst(error.why) + "."}) from error


class SpacedField(forms.MultipleChoiceField):
    """Several keys, kept in one column with spaces between them."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").split() != list(data or [])


class Offered(forms.ModelForm):
    """A form whose `offered` fields are selects, filled from the campaign.

    `offered` names for each field the attribute of `Offers` that fills it.
    """

    offered: Mapping[str, str] = {}
    several: Iterable[str] = ()
    offers: Offers

    def offer(self, offers: Offers) -> None:
        """Put the selects in; a key that is gone is still shown, and said to be."""
        self.offers = offers
        for name, source in self.offered.items():
            if name in self.fields:
                self._put(name, list(getattr(offers, source)))

    def _put(self, name: str, choices: Choices) -> None:
        old = self.fields[name]
        kind = SpacedField if name in self.several else forms.ChoiceField
        values = str(getattr(self.instance, name, "") or "")
        for value in values.split():
            if value not in dict(choices):
                choices.append((value, _("“%s”, which is not there") % value))
        new = kind(
            choices=choices,
            required=old.required,
            label=old.label,
            initial=old.initial,
        )
        if kind is not SpacedField and "aria-label" in old.widget.attrs:
            new.widget.attrs["aria-label"] = old.label
        self.fields[name] = new
