"""How a definition counts, one clause a choice.

A choice that is left at what is usual says nothing of its own, so that the words stay
as short as the formula is plain.
"""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.definition import Definition, Section, written
from campaigns.words.basic import (
    Clause,
    headed,
    in_english,
    joined,
    measure_name,
    used_measures,
)
from campaigns.words.grades import grade_clauses
from campaigns.words.options import option_clauses
from campaigns.words.pools import pool_clauses
from campaigns.words.rule import rules_sentence


def formula_words(definition: Definition) -> list[Clause]:
    """How this definition counts, one clause a choice, in the active language."""
    return [
        *figure_words(definition),
        *grade_clauses(definition),
        *_comments(definition),
        Clause(pgettext("formula", "Bounds"), rules_sentence(definition)),
        Clause(pgettext("formula", "Rounding"), _rounding(definition)),
        *_slips(definition),
    ]


def figure_words(definition: Definition) -> list[Clause]:
    """The clauses that make the figures: with others they would be other figures."""
    return [
        *_measure(definition),
        *option_clauses(definition),
        Clause(pgettext("formula", "Deciding row"), _deciding(definition)),
        Clause(pgettext("formula", "Denominator"), _denominator(definition)),
        Clause(pgettext("formula", "Blank items"), _blank(definition)),
        *_void(definition),
        *pool_clauses(definition),
    ]


def formula_text(definition: Definition) -> str:
    """The same as running text."""
    end = "." if in_english() else "。"
    sentences = [clause.sentence for clause in formula_words(definition)]
    return capfirst(joined(sentences, ";")) + end


def _measure(definition: Definition) -> Iterator[Clause]:
    measure = definition.formula.measure
    if measure != "satisfied":
        name = measure_name(definition, measure)
        sentence = _("the result is headed by: %s") % name
        yield Clause(pgettext("formula", "Measure"), sentence)


def _deciding(definition: Definition) -> str:
    if definition.formula.deciding == "items":
        without = joined(_without(definition))
        if without:
            text = _("all items together decide, without: %(items)s")
            return text % {"items": without}
        return _("all items together decide")
    if definition.formula.deciding == "mean":
        weights = joined(_weights(definition), ";")
        if weights:
            return _("the weighted mean of the items decides: %s") % weights
        return _("the mean of the items decides, all with the same weight")
    return _("the overall item alone decides")


def _without(definition: Definition) -> Iterator[str]:
    """Items of the weight 0, each once."""
    forms = {subject.form.key: subject.form for subject in definition.subjects.values()}
    items = [item for form in forms.values() for item in form.items if not item.weight]
    yield from dict.fromkeys(str(item.text) for item in items)


def _weights(definition: Definition) -> Iterator[str]:
    """The weights of each form's sections and, within one, of its items."""
    forms = {subject.form.key: subject.form for subject in definition.subjects.values()}
    for form in forms.values():
        said = []
        sections = [section for section in form.sections if section.items]
        if len({section.weight for section in sections}) > 1:
            said += [f"{_head(s)} {written(s.weight)}" for s in sections]
        for section in sections:
            if len({item.weight for item in section.items}) > 1:
                said += [f"{i.text} {written(i.weight)}" for i in section.items]
        if said:
            weights = joined(said, "/")
            yield headed(form.title, weights) if len(forms) > 1 else weights


def _head(section: Section) -> str:
    """What a section is called: one without a heading by its first item."""
    return str(section.title or section.items[0].text)


def _denominator(definition: Definition) -> str:
    said = {
        "valid": _("the denominator is the valid ballots"),
        "answered": _("the denominator is the ballots that answered the row"),
        "inside": _("the denominator is the valid ballots less those left out"),
        "returned": _("the denominator is the returned ballots"),
        "issued": _("the denominator is the issued ballots"),
        "due": _("the denominator is the full number of raters due, voting or not"),
    }[definition.formula.denominator]
    if "score" not in used_measures(definition):
        return said
    score = [_("a score is the mean of the answers that have one"), *_trim(definition)]
    if definition.formula.measure == "score":
        return joined([*score, _("of rates %s") % said])
    return joined([said, *score])


def _trim(definition: Definition) -> Iterator[str]:
    trim = definition.formula.trim
    if trim.each:
        text = ngettext(
            "without the highest and the lowest answer of a row, from %(least)d "
            "answers on",
            "without the %(each)d highest and the %(each)d lowest answers of a row, "
            "from %(least)d answers on",
            trim.each,
        )
        yield text % {"each": trim.each, "least": trim.least}


def _blank(definition: Definition) -> str:
    if definition.blank == "abstain":
        return _("a blank item is an abstention on that item")
    forms = [subject.form for subject in definition.subjects.values()]
    free = {i.key: i.text for form in forms for i in form.items if i.optional}
    must = _("every item must be answered, but a card may be left out as an abstention")
    if not free:
        return must
    texts = joined(free.values(), "/")
    return joined([must, _("only these may be left blank: %s") % texts])


def _void(definition: Definition) -> Iterator[Clause]:
    void, said = definition.void, []
    if void.alike:
        said.append(_("a card with the same option in all its items is void"))
    if void.extremes:
        text = ngettext(
            "a ballot with the best option for more than %(n)d subject, or with the "
            "worst for more than %(n)d, is void",
            "a ballot with the best option for more than %(n)d subjects, or with the "
            "worst for more than %(n)d, is void",
            void.extremes,
        )
        said.append(text % {"n": void.extremes})
    if void.incomplete:
        said.append(_("a card with a blank item is void"))
    if said:
        yield Clause(pgettext("formula", "Void"), joined(said))


def _comments(definition: Definition) -> Iterator[Clause]:
    """Said where the unit gets more than it usually does."""
    if definition.verbatim:
        sentence = _(
            "the unit gets comments word for word, after the supervision team has "
            "taken out names"
        )
        yield Clause(pgettext("formula", "Comments"), sentence)


def _slips(definition: Definition) -> Iterator[Clause]:
    if definition.by_presence:
        said = _(
            "slips became active by the number of people present; those not handed "
            "out could not vote"
        )
        yield Clause(pgettext("formula", "Slips"), said)


def _rounding(definition: Definition) -> str:
    how = definition.formula
    said = [_rounded(how.rounding, how.decimals)]
    if how.decimals and how.zeros == "drop":
        said.append(_("zeros at the end are left out"))
    if how.total == "last":
        said.append(_("the last option of a row is changed so that it adds to 100"))
    if how.total == "largest":
        said.append(_("the largest option of a row is changed so that it adds to 100"))
    return joined(said)


def _rounded(rounding: str, decimals: int) -> str:
    if not decimals:
        return {
            "half-up": _(
                "percentages are rounded half up to whole numbers, for display only"
            ),
            "half-even": _(
                "percentages are rounded half to even to whole numbers, for display "
                "only"
            ),
            "down": _("percentages are cut off to whole numbers, for display only"),
        }[rounding]
    texts = {
        "half-up": ngettext(
            "percentages are rounded half up to %d decimal, for display only",
            "percentages are rounded half up to %d decimals, for display only",
            decimals,
        ),
        "half-even": ngettext(
            "percentages are rounded half to even to %d decimal, for display only",
            "percentages are rounded half to even to %d decimals, for display only",
            decimals,
        ),
        "down": ngettext(
            "percentages are cut off after %d decimal, for display only",
            "percentages are cut off after %d decimals, for display only",
            decimals,
        ),
    }
    return texts[rounding] % decimals
