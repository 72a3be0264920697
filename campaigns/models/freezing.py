"""The definition of a campaign: what is frozen, and by what it is known."""

from typing import TYPE_CHECKING, Any, cast

from django.db import models, transaction

from campaigns.blockers import Blocker, definition_blockers
from campaigns.definition import Definition, digest
from campaigns.document import write
from campaigns.models.refusals import Blocked
from campaigns.parser import parse

if TYPE_CHECKING:
    from campaigns.models.campaign import Campaign


class Freezing(models.Model):
    """The part of a campaign that says who rates what, on which form, how counted."""

    definition = models.JSONField(null=True, editable=False)
    definition_hash = models.CharField(max_length=64, blank=True, editable=False)

    # what the campaign has besides
    state: Any
    leave: Any

    class Meta:
        abstract = True

    def definition_blockers(self, *, drill: bool = False) -> list[Blocker]:
        """What stands in the way of freezing, each with the page that mends it."""
        return definition_blockers(cast("Campaign", self), drill=drill)

    def freeze(self) -> None:
        """Store the definition as one document with its hash; it stands from now on.

        Raises Blocked while something is missing and WrongState outside of draft.
        """
        with transaction.atomic():
            # first the state: whoever is still saving a part of it is waited for
            self.leave("draft", "frozen")
            # what they saved in its own columns is not what was read before
            self.refresh_from_db()
            stops = [b for b in self.definition_blockers() if b.stops]
            if stops:
                self.state = "draft"
                raise Blocked(stops)
            self.definition = self.document()
            self.definition_hash = digest(self.definition)
            self.save(update_fields=["definition", "definition_hash"])

    def document(self) -> dict[str, Any]:
        """The campaign as one document: what is frozen, exported and copied."""
        return write(cast("Campaign", self))

    def current(self) -> Definition:
        """The frozen definition, or the draft as it stands."""
        return parse(self.definition or self.document())

    def tampered(self) -> bool:
        """Whether the stored definition differs from the hash it was frozen under."""
        return digest(self.definition or {}) != self.definition_hash
