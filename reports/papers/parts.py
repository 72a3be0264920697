"""Parts that several papers have: the account, a verdict, how it was counted."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reports.moments import moment
from reports.papers.document import BLANK, Block, Heading, Paper, Text, written
from reports.report import Report, SubjectReport, Verdict
from reports.spread import MARKS, outcome
from reports.tally import Account


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def inner(text: str) -> str:
    """A title that stands in Chinese quotes, with its own quotes as inner ones."""
    return text if in_english() else text.replace("“", "‘").replace("”", "’")


def listed(texts: Sequence[str]) -> str:
    return (", " if in_english() else "、").join(texts)


def joined(*sentences: str) -> str:
    """Sentences in a row; Chinese ones need no space."""
    return (" " if in_english() else "").join(filter(None, sentences))


def account(one: Account) -> str:
    """The four figures, and who abstained."""
    named = [
        (_("Issued"), one.issued),
        (_("Returned"), one.returned),
        (_("Valid"), one.valid),
        (_("Void ballots"), one.void),
    ]
    if one.abstained:
        named.append((_("Abstained"), one.abstained))
    return listed([f"{name} {n}" for name, n in named])


def verdict(subject: SubjectReport) -> Iterator[str]:
    """What the rules say of it: one sentence, or one a rule."""
    said = subject.verdict
    if subject.quorum:
        yield subject.quorum
    elif said.simple or not said.reasons:
        yield said.sentence
    else:
        yield short(said)
    if not said.simple:
        for part in said.told:
            yield f"{MARKS.get(part.state, '—')} {outcome(part)} {part.sentence}"


def proposed(subject: SubjectReport) -> str:
    """What is proposed, and by which rules: in words alone, as a text has it."""
    said = subject.verdict
    if said.simple or not said.reasons:
        return said.sentence
    found = [part.sentence for part in said.told if part.state in ("act", "near")]
    return clauses(_badge(said), joined(*found))


def clauses(*texts: str) -> str:
    return pgettext("two clauses", "; ").join(filter(None, texts))


def _badge(said: Verdict) -> str:
    return clauses(said.badge, said.margin)


def short(said: Verdict) -> str:
    """Badge and margin, with the mark that a table needs."""
    marked = said.state in ("act", "near")
    return f"{MARKS[said.state]} {_badge(said)}" if marked else _badge(said)


def named(name: str, text: str) -> str:
    return _("%(name)s: %(reason)s") % {"name": name, "reason": text}


def headed(report: Report, subject: SubjectReport) -> str:
    """The figure that heads the result, with its counts; "" where there is none."""
    if subject.figure is None:
        return ""
    words = {
        "name": report.measure,
        "rate": written(subject.figure),
        "counts": subject.figure.counts,
    }
    return _("%(name)s %(rate)s (%(counts)s).") % words


def opened(report: Report) -> str:
    """When the box was opened, who kept its key, how many slips were replaced."""
    if report.opened_at is None:
        return ""
    words = {
        "moment": moment(report.opened_at, report.time_zone),
        "custody": report.custody,
        "n": report.replaced,
    }
    text = _(
        "The box was opened on %(moment)s. Custody of the key: %(custody)s. Slips "
        "replaced: %(n)s."
    )
    return text % words


def counting(report: Report, *notes: str) -> Iterator[Block]:
    """How it was counted, in words, and what proves it."""
    yield Heading(_("How it was counted"))
    yield Text(report.text)
    head = _("Head of the log: %(head)s.") % {"head": report.head}
    yield Text(joined(opened(report), head, *notes), "note")


def to_sign() -> tuple[str, ...]:
    return _("Teller"), _("Witness to the count"), _("Head of the supervision team")


def letter(
    report: Report, title: Sequence[str], blocks: Sequence[Block], to: str = ""
) -> Paper:
    """A paper of the campaign office."""
    back = [Text(one, "box") for one in report.taken_back]
    body = (*back, *blocks)
    return Paper(tuple(title), body, to, report.office, report.dated, report.office)


def blank(n: int = 1) -> str:
    """What people fill in."""
    return BLANK * n
