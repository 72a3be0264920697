"""Every preset, rehearsed through the real casting path, counted and reported."""

import pytest
from django.utils.translation import override

from campaigns.files import presets
from reports.build import build
from reports.excel import render_workbook
from reports.pdf import render_group
from reports.plain import plain
from tests.make import make_document, make_rehearsed

pytestmark = pytest.mark.django_db(transaction=True)
HAN = range(0x4E00, 0xA000)


@pytest.mark.parametrize("name", presets())
def test_preset_from_rehearsal_to_papers(name, database_url):
    drill = make_rehearsed(document=make_document(name))
    for language in ("zh-hans", "en"):
        with override(language):
            report = build(drill)
            group = report.groups[0]
            assert render_group(report, group).startswith(b"%PDF")
            assert render_workbook(report, group).startswith(b"PK")
            told = plain(report)
    subjects = told["groups"][0]["subjects"]
    assert {row["key"] for row in subjects} == set(drill.current().subjects)
    for row in subjects:
        account = row["account"]
        parts = account["valid"] + account["void"] + account["abstained"]
        assert account["returned"] == parts <= account["issued"]
    # the English report is English throughout, the words of its formula too
    assert not any(ord(c) in HAN for c in told["formula"]["text"])
