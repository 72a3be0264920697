"""The report as plain data for JSON; the shape is in `docs/results-json.md`."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from reports.report import (
    Comments,
    Figure,
    GroupReport,
    ItemRow,
    PoolRow,
    Reason,
    Report,
    SectionRow,
    SubjectReport,
)
from reports.tally import Account, Finding

Plain = dict[str, Any]


def text(report: Report) -> str:
    """The JSON, the same whoever asks for it and in whichever way."""
    return json.dumps(plain(report), ensure_ascii=False, indent=2) + "\n"


def plain(report: Report) -> Plain:
    """The whole report; every hidden figure is None."""
    clauses = [{"term": term, "sentence": text} for term, text in report.words]
    return {
        "version": 1,
        "language": report.language,
        "campaign": _campaign(report),
        "measure": {"name": report.measure, "percent": bool(report.unit)},
        "formula": {"text": report.text, "clauses": clauses},
        "account": dict(report.totals),
        "groups": [_group(group) for group in report.groups],
    }


def _campaign(report: Report) -> Plain:
    return {
        "id": report.campaign,
        "title": report.title,
        "stage": report.stage,
        "office": report.office,
        "drill": report.drill,
        "time_zone": report.time_zone,
        "opens_at": _moment(report.opens_at),
        "closed_at": _moment(report.closed_at),
        "opened_at": _moment(report.opened_at),
        "custody": report.custody,
        "replaced": report.replaced,
        "approval": report.approval,
        "definition_hash": report.definition_hash,
        "release": report.version,
        "changed": report.changed,
        "taken_back": list(report.taken_back),
        "log_head": report.head,
    }


def _account(account: Account) -> Plain:
    """Without those due, which stand in the definition."""
    return {name: n for name, n in asdict(account).items() if name != "due"}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _group(group: GroupReport) -> Plain:
    return {
        "key": group.key,
        "title": group.title,
        "headline": group.headline,
        "account": _account(group.account),
        "account_note": group.account_note,
        "slips": dict(group.slips),
        "slips_note": group.slips_note,
        "statements": group.statements,
        "subjects": [subject(each) for each in group.subjects],
    }


def subject(subject: SubjectReport) -> Plain:
    """What is told of one subject."""
    verdict = subject.verdict
    return {
        "key": subject.key,
        "name": subject.name,
        "kind": subject.kind,
        "unit": subject.unit_code,
        "account": _account(subject.account),
        "rate": _rate(subject.figure),
        "verdict": {
            "state": verdict.state,
            "badge": verdict.badge,
            "margin": verdict.margin,
            "sentence": verdict.sentence,
        },
        "findings": findings(subject),
        "measures": [
            {"key": one.key, "name": one.name, "rate": _rate(one.figure)}
            for one in subject.measures
        ],
        "statements": [{"who": w, "title": t} for w, t in subject.statements],
        "grade": subject.grade,
        "place": subject.place,
        "quorum": subject.quorum,
        "indicators": [asdict(reading) for reading in subject.readings],
        "sections": [_section(section) for section in subject.sections],
        "hidden": subject.hidden,
        "pools": [_pool(pool) for pool in subject.pools],
        "pools_hidden": subject.pools_hidden,
        "pools_note": subject.pools_note,
        **_comments(subject.comments),
    }


def findings(subject: SubjectReport) -> list[Plain]:
    """What each rule says of a subject, as it is recorded."""
    return [_finding(part) for part in subject.verdict.reasons]


def _comments(comments: Comments) -> Plain:
    return {
        "comment_count": comments.written,
        "comments": None if comments.texts is None else list(comments.texts),
        "comments_state": comments.state,
        "comments_read": comments.read,
        "comments_withheld": comments.withheld,
        "summary": comments.summary,
    }


def _rate(figure: Figure | None) -> Plain | None:
    if figure is None:
        return None
    rate = figure.rate
    return {
        "hits": rate.hits if rate else None,
        "of": figure.of,
        "value": str(figure.value),
        "printed": figure.printed,
        "percent": bool(figure.unit),
        "low": figure.low,
    }


def _finding(part: Reason) -> Plain:
    finding = part.finding
    rule, decided = finding.rule, finding.below is not None
    value, bound = finding.value, finding.bound
    return {
        "measure": rule.measure,
        "item": rule.item,
        "pool": rule.pool,
        "against": str(rule.against),
        "above": rule.above,
        "times": rule.times,
        "seen": finding.seen if finding.below else 0,
        "found": finding.found,
        "figure": None if value is None else str(value),
        "compared": None if bound is None else str(bound),
        "sentence": part.sentence,
        "bound": rule.text,
        "value": str(rule.bound),
        "inclusive": rule.inclusive,
        "consequence": rule.consequence,
        "margin": rule.margin,
        "state": _state(finding),
        "needed": finding.needed if decided else None,
        "short": finding.short if decided else None,
        "spare": finding.spare if decided else None,
    }


def _state(finding: Finding) -> str:
    if finding.below is None:
        return "undecided"
    if finding.below:
        return "below"
    return "close" if finding.close else "reached"


def _section(section: SectionRow) -> Plain:
    return {
        "key": section.key,
        "title": section.title,
        "rate": _rate(section.figure),
        "items": [_item(item) for item in section.items],
    }


def _item(item: ItemRow) -> Plain:
    counts = None
    keys = [column.key for column in item.columns]
    if item.counts is not None:
        counts = dict(zip(keys, item.counts, strict=bool(keys)))
    return {
        "key": item.key,
        "number": item.number,
        "text": item.text,
        "kind": item.kind,
        "main": item.main,
        "decides": item.decides,
        "numbers": {str(value): n for value, n in item.numbers},
        "mean": _rate(item.mean),
        "shares": dict(zip(keys, item.shares, strict=False)),
        "counts": counts,
        "blank": item.blank,
        "rate": _rate(item.figure),
    }


def _pool(pool: PoolRow) -> Plain:
    return {
        "key": pool.key,
        "name": pool.name,
        "weight": pool.weight,
        "public": pool.public,
        "account": _account(pool.account),
        "rate": _rate(pool.figure),
        "hidden": pool.hidden,
        "items": [_item(item) for item in pool.items],
    }
