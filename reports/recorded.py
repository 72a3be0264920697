"""What was released, read back: each subject's figure as a recorded version has it."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from reports.editions import Found, Recorded, furthest, passed
from reports.models import Release
from reports.tally import MILD


def of(release: Release) -> Mapping[str, Recorded]:
    """Every subject of a version, by its key; `results` may be left unread."""
    return read(release.campaign_id, release.sha256)


@lru_cache(maxsize=64)
def read(campaign: int, sha256: str) -> Mapping[str, Recorded]:
    """A version by the hash of what it says: a kept one can never be an old one."""
    rows = Release.objects.filter(sha256=sha256, campaign=campaign)
    results = rows.values_list("results", flat=True)[0]
    return {
        subject["key"]: _recorded(group["key"], subject)
        for group in results["groups"]
        for subject in group["subjects"]
    }


def _recorded(group: str, subject: Mapping[str, Any]) -> Recorded:
    rate, findings = subject["rate"], tuple(subject["findings"])
    most = furthest(findings)
    return Recorded(
        value=Fraction(rate["value"]) if rate else None,
        printed=rate["printed"] if rate else "",
        percent=bool(rate and rate["percent"]),
        counts=_counts(rate) if rate else "",
        low=bool(rate and rate["low"]),
        valid=subject["account"]["valid"],
        passed=passed(findings),
        bound=_bound(findings),
        seen=most["seen"] if most else 0,
        times=most["times"] if most else 0,
        place=subject["place"],
        group=group,
        unit_code=subject["unit"],
        findings=findings,
    )


def _counts(rate: Mapping[str, Any]) -> str:
    if rate["hits"] is None:
        return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{rate['of']}"
    return f"{rate['hits']}/{rate['of']}"


def _bound(findings: Iterable[Found]) -> Fraction | None:
    """The lowest bound on the figure that heads the result, from which more follows."""
    plain = [
        Fraction(one["value"])
        for one in findings
        if not (one["measure"] or one["item"] or one["pool"] or one["above"])
        if one["against"] == "bound" and one["consequence"] not in MILD
    ]
    return min(plain, default=None)
