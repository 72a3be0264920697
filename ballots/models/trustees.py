"""The three trustee cards of a box: printing, trying out, opening, destroying."""

import os
import secrets as chance
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models.trustee import Trustee, Wrap
from ballots.sealing import BadEnvelope, Binding, Key, new_box, seal, unseal
from ballots.trustees import Secret, Wrapping, WrongKey
from campaigns.blockers import Blocker
from campaigns.models import Blocked, Campaign, WrongState

if TYPE_CHECKING:
    from ballots.models.box import Box

State = Campaign.State
Role = Trustee.Role
PAIRS = tuple(combinations([role.value for role in Role], 2))
NEEDED = 2
DUMMIES = 3
DUMMY_BYTES = 64


@dataclass(frozen=True, slots=True)
class Trustees:
    """The cards of one box."""

    box: "Box"

    @property
    def url(self) -> str:
        return reverse("ballots:trustees", args=[self.box.pk])

    def rows(self) -> dict[str, Trustee]:
        """The cards that are printed, by role."""
        found = Trustee.objects.filter(campaign=self.box.pk)
        return {row.role: row for row in found}

    def missing(self) -> list[Role]:
        """The cards that nobody has printed yet."""
        rows = self.rows()
        return [role for role in Role if role.value not in rows]

    @property
    def wrapped(self) -> bool:
        """Whether the key of the box is there for each pair."""
        wraps = Wrap.objects.filter(campaign=self.box.pk).exclude(sealed=None)
        return wraps.count() == len(PAIRS)

    def blockers(self) -> Iterator[Blocker]:
        """What has to be done before voting can open."""
        who = {
            Role.OFFICE: _("somebody of the campaign office prints it"),
            Role.TEAM: _("somebody of the supervision team prints it"),
            Role.ARCHIVE: _("a third person prints it"),
        }
        missing = self.missing()
        for role in missing:
            text = _("The trustee card “%(role)s” is missing: %(who)s.")
            yield Blocker(text % {"role": role.label, "who": who[role]}, self.url)
        if not missing and not self.box.tried_at:
            text = _("The trustee cards have not been tried out together.")
            yield Blocker(text, reverse("ballots:trial", args=[self.box.pk]))

    # printing ------------------------------------------------------------------

    def may_print(self, role: str, by: str) -> None:
        """Raise Blocked when `by` may not print this card, or not any more."""
        if self.box.tried_at:
            text = _("The cards have been tried out: none is printed again.")
            raise Blocked([Blocker(text, self.url)])
        others = Trustee.objects.filter(campaign=self.box.pk, printed_by=by)
        if others.exclude(role=role).exists():
            text = _("You have printed another card: nobody ever holds two.")
            raise Blocked([Blocker(text, self.url)])

    def record(self, role: str, public: bytes, by: str) -> None:
        """Take up a card that has been printed; what was printed before is worthless.

        With the third one the box gets its key. Raises WrongState and Blocked.
        """
        with self.box.alone(State.FROZEN):
            self.box.refresh_from_db(fields=["tried_at", "custody"])
            if self.box.custody != self.box.Custody.CARDS:
                raise WrongState(f"{self.box.pk}: no cards")
            self.may_print(role, by)
            values = {"public_key": public, "printed_at": timezone.now()}
            _row, first = Trustee.objects.update_or_create(
                campaign=self.box.campaign,
                role=role,
                defaults={**values, "printed_by": by},
            )
            self.box.tell("card", by, role=role, again=not first)
            if not self.missing():
                self._make_key(by)

    def _make_key(self, by: str) -> None:
        """A new key of the box; its private half is dropped as soon as it is wrapped.

        No envelope has been sealed yet, so that none is lost with the one before.
        """
        private, public = new_box()
        keys = {role: bytes(row.public_key) for role, row in self.rows().items()}
        Wrap.objects.filter(campaign=self.box.pk).delete()
        Wrap.objects.bulk_create(
            Wrap(
                campaign=self.box.campaign,
                first=one,
                second=two,
                sealed=Wrapping(self.box.pk, (one, two), public).wrap(
                    private, keys[one], keys[two]
                ),
            )
            for one, two in PAIRS
        )
        self.box.public_key = public
        self.box.save(update_fields=["public_key"])
        self.box.tell("key", by, public=public.hex())

    # using ---------------------------------------------------------------------

    def roles_of(self, given: Iterable[Secret]) -> dict[str, Secret]:
        """Which cards these are. Raises WrongKey for one that is none of this box."""
        rows, found = self.rows().values(), {}
        for secret in given:
            role = next((row.role for row in rows if row.fits(secret)), None)
            if role is None:
                raise WrongKey
            found[role] = secret
        return found

    def private(self, given: Iterable[Secret]) -> bytes:
        """The key of the box from two cards. Raises WrongKey."""
        cards = self.roles_of(given)
        for wrap in Wrap.objects.filter(campaign=self.box.pk).exclude(sealed=None):
            if wrap.first in cards and wrap.second in cards:
                public = bytes(self.box.public_key)
                how = Wrapping(self.box.pk, wrap.pair, public)
                sealed = bytes(wrap.sealed or b"")
                return how.unwrap(sealed, cards[wrap.first], cards[wrap.second])
        raise WrongKey

    def attempt(self, given: Iterable[Secret]) -> dict[str, bool]:
        """Try every pair on dummy envelopes: which of them open the box.

        Raises WrongKey when a card is none of this box.
        """
        cards, public = self.roles_of(given), bytes(self.box.public_key)
        binding = Binding(self.box.pk, self.box.campaign.definition_hash)
        key, plain = Key(chance.token_bytes(32)), os.urandom(DUMMY_BYTES)
        dummies = [seal(plain, public, key, binding) for _number in range(DUMMIES)]
        found = {}
        for one, two in PAIRS:
            try:
                private = self.private([cards[one], cards[two]])
                opened = {unseal(d, private, key.public, binding) for d in dummies}
                found[f"{one}+{two}"] = opened == {plain}
            except (KeyError, WrongKey, BadEnvelope):
                found[f"{one}+{two}"] = False
        return found

    def passed(self, by: str) -> None:
        """Every pair has opened the dummies: the cards stand from now on.

        Raises WrongState when the key was made anew meanwhile.
        """
        public = bytes(self.box.public_key)
        with self.box.alone(State.FROZEN):
            self.box.refresh_from_db(fields=["public_key", "tried_at"])
            if bytes(self.box.public_key) != public:
                raise WrongState(f"{self.box.pk}: another key")
            if self.box.tried_at is None:
                self.box.tried_at = timezone.now()
                self.box.save(update_fields=["tried_at"])
                self.box.tell("trial", by)

    def destroy(self) -> None:
        """Overwrite the wrapped keys; the cards are worthless from now on."""
        Wrap.objects.filter(campaign=self.box.pk).update(sealed=None)
