"""The minutes of a count, for tellers and supervision team to sign (监票计票记录)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.excel import account_head, account_numbers
from reports.minutes import Minutes
from reports.moments import moment
from reports.papers import parts
from reports.papers.document import (
    Block,
    Heading,
    Paper,
    Points,
    Row,
    Signatures,
    Table,
    Text,
    rows,
)
from reports.report import Report

ROOT = 16  # digits of a batch's root: the log has all of them


def minutes(report: Report, told: Minutes) -> Paper:
    """Who opened the box when, every account, the batches, what proves it."""
    groups = parts.listed([group.title for group in report.groups])
    title = [report.title, _("Minutes of the count")]
    blocks = [Text(groups, "box"), *_blocks(report, told)]
    return parts.letter(report, title, blocks)


def _blocks(report: Report, told: Minutes) -> Iterator[Block]:
    yield Heading(_("How the box was opened"))
    yield from _opening(report, told)
    yield Heading(_("Ballot account"))
    yield from _account(told)
    yield Heading(_("Batches of slips"))
    yield from _batches(told)
    yield Heading(_("Void ballots"))
    yield from _void(told)
    yield Heading(_("What proves it"))
    yield from _proof(report, told)
    yield Heading(_("Signatures"))
    yield Text(_signed(), "note")
    yield Signatures((_("Witness to the count"), _("Teller"), _("Teller")))
    yield Signatures((_("Head of the supervision team"), _("Campaign office")))


def _opening(report: Report, told: Minutes) -> Iterator[Block]:
    head = (_("Act"), _("Moment"), _("By"))
    values = [
        (act.name, moment(act.at, report.time_zone), act.by or _("the system"))
        for act in told.acts
    ]
    yield Table(_("How the box was opened"), head, rows(values), (40, 36, 24))
    yield Text(_("Custody of the key: %s.") % report.custody)
    if told.envelopes is not None and told.opened is not None:
        text = _(
            "Envelopes at closing: %(closed)d; opened: %(opened)d; could not be "
            "opened, or were not complete: %(void)d. These figures are the whole "
            "campaign's."
        )
        words = {"closed": told.envelopes, "opened": told.opened}
        yield Text(text % (words | {"void": told.unreadable or 0}))


def _account(told: Minutes) -> Iterator[Block]:
    head = (_("Class of rater"), pgettext("of ballots", "Place"), *account_head())
    found = [
        Row((_pool(line.pool, line.public), line.place, *numbers))
        for line in told.lines
        for numbers in [account_numbers(line.account)]
    ]
    total = account_numbers(told.total)
    found.append(Row((_("Together"), "", *total), bold=True))
    yield Table(_("Ballot account"), head, tuple(found), (25, 25, *[10] * 5))
    text = _("Returned = valid + void + abstained; issued − returned: not voted.")
    yield Text(text, "note")


def _pool(name: str, public: bool) -> str:
    return _("%(pool)s (open link, in no sum)") % {"pool": name} if public else name


def _batches(told: Minutes) -> Iterator[Block]:
    if not told.batches:
        yield Text(_("No slips were printed."))
        return
    head = (
        _("Batch"),
        _("Group"),
        _("Slips"),
        pgettext("slips", "Used"),
        pgettext("slips", "Not used"),
        pgettext("slips", "Not handed out"),
        pgettext("slips", "Void"),
        _("Root of the batch"),
    )
    values = [
        (
            _("%(n)d (void)") % {"n": one.number} if one.void else str(one.number),
            one.group,
            one.slips,
            one.used,
            one.unused,
            one.kept,
            one.voided,
            one.root[:ROOT],
        )
        for one in told.batches
    ]
    widths = (10, 16, 9, 9, 9, 11, 9, 27)
    yield Table(_("Batches of slips"), head, rows(values), widths)


def _void(told: Minutes) -> Iterator[Block]:
    text = _(
        "Why a single ballot is void is not stored: it could be told whose it was. "
        "Void are envelopes that cannot be opened or are not complete, and:"
    )
    nothing = _("The campaign has no further limit that makes a card void.")
    if told.rules:
        yield Text(text)
        yield Points(told.rules)
    else:
        yield Text(nothing)
    if not told.spoilt:
        yield Text(_("No card is void, and nobody left one out."))
        return
    head = (_("Subject"), _("Void cards"), _("Left out (abstained)"))
    values = [(one.subject, one.void, one.abstained) for one in told.spoilt]
    yield Table(_("Void cards"), head, rows(values), (50, 25, 25))


def _proof(report: Report, told: Minutes) -> Iterator[Block]:
    values = [*told.digests, (_("Head of the log"), report.head)]
    head = (_("What"), _("Digest"))
    yield Table(_("What proves it"), head, rows(values), (30, 70))
    text = _("Slips replaced: %(n)d.") % {"n": report.replaced}
    yield Text(text)


def _signed() -> str:
    return _(
        "We were there when the box was opened and counted, and find these minutes "
        "right."
    )
