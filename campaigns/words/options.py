"""Which options count as what, and what each is worth."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.definition import Definition, Named, Scale, written
from campaigns.words.basic import (
    Clause,
    each_scale,
    joined,
    quoted,
    used_measures,
    used_scales,
)


def option_clauses(definition: Definition) -> Iterator[Clause]:
    """What counts as satisfied or excellent, named rates, what is left out, scores."""
    scales = used_scales(definition)
    yield from _satisfied(scales)
    yield from _excellent(scales)
    for named in definition.rates.values():
        yield Clause(str(named.name), _named(named, scales))
    yield from _outside(definition, scales)
    if "score" in used_measures(definition):
        yield from _scores(scales)
    yield from _ticks(scales)


def _satisfied(scales: Sequence[Scale]) -> Iterator[Clause]:
    rated = [scale for scale in scales if scale.bears("satisfied")]
    if rated or not any(scale.scored for scale in scales):
        choices = rated or [s for s in scales if s.kind == "choice"]
        said = each_scale([(scale, _scale(scale)) for scale in choices])
        if said:
            yield Clause(pgettext("formula", "Satisfied"), said)


def _scale(scale: Scale) -> str:
    if scale.kind == "number":
        return _("%d and more counts as satisfied") % (scale.satisfied_from or 0)
    yes = [option.label for option in scale.options if option.satisfied]
    no = [option.label for option in scale.options if not option.satisfied]
    if not yes:
        return _("no option counts as satisfied")
    does = ngettext(
        "%(yes)s counts as satisfied", "%(yes)s count as satisfied", len(yes)
    ) % {"yes": quoted(yes)}
    if not no:
        return does
    return ngettext("%(does)s, %(no)s does not", "%(does)s, %(no)s do not", len(no)) % {
        "does": does,
        "no": quoted(no),
    }


def _excellent(scales: Sequence[Scale]) -> Iterator[Clause]:
    rated = [scale for scale in scales if scale.bears("excellent")]
    if rated:
        said = each_scale([(scale, _best(scale)) for scale in rated])
        yield Clause(pgettext("formula", "Excellent"), said)


def _best(scale: Scale) -> str:
    if scale.kind == "number":
        return _("%d and more counts as excellent") % (scale.excellent_from or 0)
    yes = [option.label for option in scale.options if option.excellent]
    text = ngettext("%s counts as excellent", "%s count as excellent", len(yes))
    return text % quoted(yes)


def _named(named: Named, scales: Sequence[Scale]) -> str:
    """Labels, once each, in the order of the scales."""
    options = [option for scale in scales for option in scale.options]
    labels = [str(option.label) for option in options if option.key in named.options]
    words = {"name": named.name, "options": quoted(list(dict.fromkeys(labels)))}
    return _("%(name)s counts %(options)s") % words


def _outside(definition: Definition, scales: Sequence[Scale]) -> Iterator[Clause]:
    options = [option for scale in scales for option in scale.options]
    labels = dict.fromkeys(str(option.label) for option in options if option.outside)
    if labels:
        text = _("%s stays in the denominator and is not satisfied")
        if definition.formula.denominator == "inside":
            text = _("%s is left out of the denominator")
        term = pgettext("formula", "Left out")
        yield Clause(term, text % quoted(list(labels)))


def _scores(scales: Sequence[Scale]) -> Iterator[Clause]:
    scored = [scale for scale in scales if scale.bears("score")]
    said = each_scale([(scale, _values(scale)) for scale in scored]) if scored else ""
    said = said or _("no option has one")
    yield Clause(pgettext("formula", "Score"), _("scores: %s") % said)


def _values(scale: Scale) -> str:
    """好 100、较好 80; 不了解 none; of a number the number itself."""
    if scale.kind == "number":
        return _("the number itself, from %(low)d to %(high)d") % {
            "low": scale.low,
            "high": scale.high,
        }
    worth = [(o.label, o.score) for o in scale.options if o.score is not None]
    without = [o.label for o in scale.options if o.score is None]
    said = joined((f"{quoted([label])} {written(n)}" for label, n in worth), "/")
    return joined([said, _("%s without") % quoted(without)]) if without else said


def _ticks(scales: Sequence[Scale]) -> Iterator[Clause]:
    ticks = [scale for scale in scales if scale.kind == "ticks"]
    if ticks:
        said = [
            (
                scale,
                _("ticks are given as a share of all ticks")
                if scale.share == "ticks"
                else _("ticks are given as a share of the people"),
            )
            for scale in ticks
        ]
        yield Clause(pgettext("formula", "Ticks"), each_scale(said))
