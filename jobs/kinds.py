"""What kinds of long work there are.

`settings.JOBS` names them, so that this app, which all others build on, knows none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from jobs.models import Job


class CannotGoOn(Exception):
    """A kind of work gives up; the message is a sentence for people.

    Written with `gettext_noop`: it is translated for whoever reads it. It is stored, so
    it names nobody.
    """


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its name, how it is done, and where its outcome is seen.

    `of_campaign`: the first of the numbers that it is about is that of a campaign.

    `work` yields how many pieces are done, after each that it has committed, and
    outside of a transaction. It may be broken off anywhere and begun again: what is
    done already it passes by.
    """

    label: str | Promise
    work: Callable[["Job"], Iterator[int]]
    after: Callable[["Job"], str]
    of_campaign: bool = False


def kind(name: str) -> Kind:
    """The kind that `settings.JOBS` has under this name."""
    found: Kind = import_string(settings.JOBS[name])
    return found
