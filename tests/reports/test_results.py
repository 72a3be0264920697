"""The command `results`, as table and as JSON."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ballots.models import Account
from campaigns.models import Campaign
from tests.make import make_campaign, make_entry, make_rehearsed, unguarded


def results(campaign, *options):
    out = StringIO()
    call_command("results", str(campaign), *options, stdout=out)
    return out.getvalue()


def make_drill():
    """A has 23 of 35, B is undecided, C shows its rate only, D hides its pools."""
    skipped = {"B": None, "C": None, "D": None}
    return make_rehearsed(
        [
            make_entry("own", "A", 10, {"A": {"overall": "good", "*": "fair"}}),
            make_entry("own", "A", 5, {"A": "poor"}),
            make_entry("cross", "G1", 13, {"A": "good"} | skipped),
            make_entry("cross", "G1", 6, {"A": "fair"} | skipped),
            make_entry("own", "B", 4, {"B": "good"}),
            make_entry("own", "C", 7, {"C": "good"}),
            make_entry("own", "D", 15, {"D": "good"}, {"D": "谢谢"}),
            make_entry("cross", "G1", 1, dict.fromkeys("ABC") | {"D": "good"}),
        ]
    )


@pytest.mark.django_db(transaction=True)
def test_results_as_json(database_url):
    drill = make_drill()
    data = json.loads(results(drill.pk, "--json", "--language", "en"))
    assert data["version"] == 1
    assert data["campaign"]["id"] == drill.pk
    assert data["campaign"]["drill"] is True
    assert data["campaign"]["opened_at"].endswith("+00:00")
    assert data["campaign"]["opens_at"]
    assert data["account"] == {
        "issued": 80, "returned": 61, "abstained": 0, "valid": 61, "void": 0,
    }  # fmt: skip
    assert data["formula"]["text"].startswith("“Good” counts as satisfied, “Fair”, ")
    assert data["formula"]["clauses"][1] == {
        "term": "Deciding row", "sentence": "the overall item alone decides",
    }  # fmt: skip
    (group,) = data["groups"]
    assert group["headline"].startswith("Of 4 units, 1 just reaches 2/3; 1 has")
    subjects = {subject["key"]: subject for subject in group["subjects"]}
    assert list(subjects) == ["A", "B", "C", "D"]
    _shown(subjects["A"])
    _undecided(subjects["B"])
    _hidden(subjects["C"], subjects["D"])


def _shown(a):
    assert a["rate"] == {
        "hits": 23, "of": 34, "value": "23/34", "printed": "67.6", "percent": True,
        "low": False,
    }  # fmt: skip
    assert a["verdict"]["state"] == "near"
    assert a["findings"][0] == {
        "bound": "2/3", "value": "2/3", "inclusive": False, "consequence": "rework",
        "margin": 0, "state": "close", "needed": 23, "short": 0, "spare": 0,
        "measure": "", "item": "", "pool": "", "against": "bound", "above": False,
        "times": 1, "seen": 0, "found": False, "figure": "23/34", "compared": "2/3",
        "sentence": "Satisfaction rate: 67.6 % (23/34), reaches 2/3, no ballot to "
        "spare.",
    }  # fmt: skip
    assert (a["findings"][1]["state"], a["findings"][1]["short"]) == ("below", 5)
    main, study = a["sections"][:2]
    assert main["items"][0]["counts"] == {"good": 23, "fair": 6, "poor": 5}
    assert (study["key"], study["rate"]["value"]) == ("study", "13/34")
    assert [p["rate"]["hits"] for p in a["pools"]] == [10, 13]
    assert a["pools"][1]["items"][0]["blank"] == 0
    assert (a["comments"], a["comment_count"]) == ([], 0)


def _undecided(b):
    assert (b["rate"], b["verdict"]["state"]) == (None, "none")
    assert b["account"]["valid"] == 4
    assert b["findings"][0]["state"] == "undecided"
    assert {b["findings"][0][key] for key in ("needed", "short", "spare")} == {None}


def _hidden(c, d):
    assert (c["rate"]["value"], c["findings"][1]["state"]) == ("1", "reached")
    assert [section["rate"] for section in c["sections"]] == [None] * 4
    assert c["sections"][0]["items"][0]["counts"] is None
    assert d["sections"][0]["items"][0]["counts"] == {"good": 16, "fair": 0, "poor": 0}
    assert [(p["rate"], p["hidden"]) for p in d["pools"]] == [(None, True)] * 2
    assert d["pools_hidden"]
    assert d["comments"] == ["谢谢"] * 15


@pytest.mark.django_db(transaction=True)
def test_results_as_table(database_url):
    drill = make_drill()
    lines = results(drill.pk, "--language", "zh-hans").splitlines()
    assert lines[0] == "集中联评 · “学习教育、听取意见”环节"
    assert "发出 80，收回 61，有效 61，无效 0，弃权 0 · 全组 80 张票" in lines[4]
    assert lines[5].startswith("评议码条：印制 80 = 已用 61 + 未用 19")
    assert lines[6].split() == ["评议对象", "有效票", "满意率", "%", "票数", "判定"]
    rows = {line.split()[0]: line for line in lines if line.startswith("单位")}
    assert "67.6 (23/34)" in rows["单位甲"]
    assert "好\xa023、一般\xa06、差\xa05" in rows["单位甲"]
    assert rows["单位甲"].endswith("恰好达到 2/3: 再少 1 票就不足 2/3；距 80 % 差 5 票")
    assert rows["单位乙"].split()[1:4] == ["4", "*", "*"]
    assert rows["单位丙"].split()[2:5] == ["100.0", "(7/7)", "*"]
    assert lines[-1].startswith("“好”算满意")
    Campaign.objects.filter(pk=drill.pk).update(state=Campaign.State.ARCHIVED)
    assert "Group 1" in results(drill.pk, "--language", "en").splitlines()


def refused(*arguments):
    with pytest.raises(CommandError) as caught:
        results(*arguments)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.django_db
def test_results_of_what_is_not_released():
    assert refused(999, "--language", "en") == "There is no campaign 999."
    with unguarded():
        campaign = make_campaign(state=Campaign.State.COUNTED)
    assert refused(campaign.pk, "--json", "--language", "en") == (
        f"Campaign {campaign.pk} is not released; its state is: Counted."
    )


@pytest.mark.django_db(transaction=True)
def test_results_that_do_not_add_up(database_url):
    drill = make_rehearsed()
    Account.objects.filter(campaign=drill, subject=None).update(issued=0)
    assert "returned, more than the 0 issued" in refused(drill.pk, "--language", "en")
