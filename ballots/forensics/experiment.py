"""A drill with known votes, attacked while it is sealed, opened, and released."""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_lowercase

from ballots.checker import check, pack_values
from ballots.forensics.attack import Finding, attack
from ballots.forensics.evidence import Sitting, database_files, evidence
from ballots.forensics.naive import naive
from ballots.models import Box
from ballots.opening import rewrite
from ballots.rehearsal import Entry, cast, copy_as_drill, discard, issue_all, made_up
from campaigns.models import Campaign


def experiment(
    campaign: Campaign, files: Sequence[Path] = ()
) -> Iterator[tuple[str, list[Finding]]]:
    """The moment of each image, and what was linked in it; the control comes last.

    A copy of the campaign is voted by known raters in a known order, each with a
    comment of his own, and deleted at the end. `files`: logs beside the database's.
    """
    drill = copy_as_drill(campaign)
    try:
        box = Box.objects.freeze(drill)
        sittings = list(vote_in_known_order(box))
        yield from _images(box, sittings, files)
        with naive(sittings) as control:
            yield "control: names hidden only", attack(control)
    finally:
        discard([drill])


def _images(
    box: Box, sittings: Sequence[Sitting], files: Sequence[Path]
) -> Iterator[tuple[str, list[Finding]]]:
    def image() -> list[Finding]:
        held = (*database_files(), *files)
        return attack(evidence(box.campaign, sittings, held))

    yield "voting", image()
    box.close()
    box.unseal()
    yield "opened", image()
    box.certify()
    rewrite()
    yield "released", image()


def vote_in_known_order(box: Box) -> Iterator[Sitting]:
    """Cast, one after another in an order of chance; what everybody really wrote."""
    slips = issue_all(box)
    box.open_voting()
    entries = [each for each in made_up(box.definition) if not each.pool.is_open]
    random.SystemRandom().shuffle(entries)
    for entry in entries:
        slip = slips[entry.pool.key, entry.place].pop()
        said = Entry(0, entry.pool, entry.place, entry.answers, _note(entry))
        cast(box, slip, said)
        yield Sitting(slip.key.public, _contents(box, said))


def _note(entry: Entry) -> dict[str, str]:
    """A comment that nobody else ever writes, on one of the subjects that he rates.

    Never a letter twice: a comment is tidied up at opening, and this one stays.
    """
    rated = [key for key, card in entry.answers.items() if card is not None]
    mark = "".join(random.SystemRandom().sample(ascii_lowercase, 18))
    return dict.fromkeys(rated[:1], mark)


def _contents(box: Box, entry: Entry) -> Mapping[tuple[str, ...], bytes]:
    definition = box.definition
    subjects = definition.subjects_at(entry.pool, entry.place)
    cards = check(definition, subjects, entry.answers, entry.comments).cards
    given = {key: card for key, card in cards.items() if card.values is not None}
    pool = entry.pool.key
    answers = {(key, pool): pack_values(c.values or ()) for key, c in given.items()}
    return answers | {(k,): c.comment.encode() for k, c in given.items() if c.comment}
