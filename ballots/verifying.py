"""Whether the box is still the one that was closed: the record against the rows.

Whoever writes to the database can delete envelopes, put others in their place, make
slips of his own or exchange the definition (trust.md T5, T16, T29). Each act stands in
the audit chain with what it fixed; before the box is opened the rows must agree.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.chain import Broken, walk
from audit.models import Entry
from ballots.models import Batch, Box, Ticket
from ballots.noting import fallen
from campaigns.frozen import DefinitionAltered
from campaigns.models import Pool

ACTIVATING = ("open", "print", "activate", "admit")


class Altered(Exception):
    """The rows are not what was recorded; `name` says which. Nothing was changed."""

    text: str | Promise = ""

    def __init__(self, name: object = "") -> None:
        super().__init__(str(self.text) % {"name": name})
        self.name = str(name)


class ChainAltered(Altered):
    """The record itself is not what was written down."""

    text = gettext_lazy("Entry %(name)s of the log is not what was recorded.")


class BatchAltered(Altered):
    """The tickets of a batch are not those recorded when it was made."""

    text = gettext_lazy(
        "Batch %(name)s holds tickets that were not recorded or lacks some."
    )


class TicketAltered(Altered):
    """A ticket is of no batch of this campaign."""

    text = gettext_lazy("Ticket %(name)s is of no batch of this campaign.")


class ActivationAltered(Altered):
    """More tickets can vote, or have voted, than were activated."""

    text = gettext_lazy("%(name)s tickets are active that nobody activated.")


class CountAltered(Altered):
    """The box holds not as many envelopes as it was closed with."""

    text = gettext_lazy("The box does not hold the envelopes that it was closed with.")


class CountFell(Altered):
    """At closing fewer had voted in a pool than while voting was open."""

    text = gettext_lazy(
        "Ballots of the pool %(name)s have vanished while voting was open."
    )


class EnvelopesAltered(Altered):
    """As many envelopes as at closing, but not the same."""

    text = gettext_lazy("Envelopes were exchanged after closing: %(name)s.")


def verify(box: Box) -> None:
    """Raise what differs from the record: DefinitionAltered or an Altered."""
    _chain(box)
    _definition(box)
    _batches(box)
    _activations(box)
    _number(box)
    for pool in fallen(box):
        raise CountFell(pool)
    _envelopes(box)


def _chain(box: Box) -> None:
    """What rows are held against must hold itself."""
    try:
        for _entry in walk(box.pk):
            pass
    except Broken as error:
        raise ChainAltered(error.seq) from error


def _definition(box: Box) -> None:
    """Document and hash may both have been exchanged; the chain has the first."""
    entry = Entry.objects.of(box.pk).filter(action="freeze").first()
    if entry is None or entry.detail["definition"] != box.campaign.definition_hash:
        raise DefinitionAltered(box.pk)


def _batches(box: Box) -> None:
    """Every batch as it was recorded, here and in the chain; no ticket without one."""
    printed = Entry.objects.of(box.pk).filter(action="print")
    roots = {entry.detail["batch"]: entry.detail["root"] for entry in printed}
    for batch in Batch.objects.filter(campaign=box.pk):
        if roots.get(batch.number) != batch.root or not batch.intact():
            raise BatchAltered(batch)
    strays = Ticket.objects.filter(campaign=box.pk).exclude(batch__campaign=box.pk)
    for ticket in strays.exclude(batch=None, pool__reach=Pool.Reach.OPEN):
        raise TicketAltered(ticket)


def _activations(box: Box) -> None:
    """A slip that was left over and made active by hand would be a ballot too many."""
    entries = Entry.objects.of(box.pk)
    active = sum(e.detail["activated"] for e in entries.filter(action__in=ACTIVATING))
    active -= sum(e.detail["active"] for e in entries.filter(action="void"))
    alive = Ticket.objects.filter(campaign=box.pk).exclude(batch=None).alive().count()
    if alive > active:
        raise ActivationAltered(alive - active)


def _number(box: Box) -> None:
    """The number at closing is for ever: nothing was put in or taken out since."""
    closed_with = Box.objects.values_list("closed_with", flat=True).get(pk=box.pk)
    if Ticket.objects.filter(campaign=box.pk).used().count() != closed_with:
        raise CountAltered(closed_with)


def _envelopes(box: Box) -> None:
    """Each envelope with its signature is the one that lay there at closing."""
    tickets = Ticket.objects.filter(campaign=box.pk)
    entry = Entry.objects.of(box.pk).filter(action="close").last()
    now = tickets.commitment()
    if entry is None or any(entry.detail[name] != root for name, root in now.items()):
        wrong = [str(ticket) for ticket in tickets.exchanged()]
        raise EnvelopesAltered(", ".join(wrong) or _("which, cannot be told"))
