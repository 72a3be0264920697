"""What counts over several campaigns, in words: a title lost, how often in a row."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from campaigns.definition import TITLE, Definition
from campaigns.words import measure_name
from reports.papers.parts import clauses


def lost(definition: Definition) -> str:
    """That a title was lost."""
    return _("%(title)s lost") % {"title": measure_name(definition, TITLE)}


def counted(definition: Definition, finding: Mapping[str, Any], what: str = "") -> str:
    """What was found, and how far its rule has counted."""
    return clauses(what, _so_far(definition, finding))


def _so_far(definition: Definition, finding: Mapping[str, Any]) -> str:
    """How far a recorded rule has counted that looks back; of any other nothing."""
    if finding["times"] < 2 or not finding["seen"]:
        return ""
    running = _("%(seen)d in a row of the %(times)d that it takes")
    counted = _("%(seen)d of the %(times)d times that it takes")
    rules = [
        rule
        for rule in definition.rules
        if (rule.times, rule.measure) == (finding["times"], finding["measure"])
    ]
    text = running if all(rule.running for rule in rules) else counted
    return text % {"seen": finding["seen"], "times": finding["times"]}
