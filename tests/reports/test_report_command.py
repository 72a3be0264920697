"""The command `report`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ballots.models import Account
from tests.make import make_campaign
from tests.reports.sample import make_result

pytestmark = pytest.mark.django_db


def refusal(*arguments: object) -> str:
    """The one line that the command refuses with."""
    with pytest.raises(CommandError) as caught:
        call_command("report", *map(str, arguments))
    assert caught.value.returncode == 2
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_report_writes_both_files(tmp_path):
    pdf, xlsx, out = tmp_path / "r.pdf", tmp_path / "r.xlsx", StringIO()
    pk = str(make_result().pk)
    call_command("report", pk, "--pdf", str(pdf), "--xlsx", str(xlsx), stdout=out)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert xlsx.read_bytes().startswith(b"PK")
    assert out.getvalue() == f"{pdf}\n{xlsx}\n"


@pytest.mark.parametrize("kind", ["--pdf", "--xlsx"])
def test_report_writes_one_file_in_a_language(kind, tmp_path):
    path = tmp_path / "report"
    pk = str(make_result().pk)
    call_command("report", pk, kind, path, language="en", stdout=StringIO())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report", "report.sig"]


def test_report_wants_to_know_what_to_write():
    assert refusal(1) == "Say what to write: --pdf FILE, --xlsx FILE"


def test_report_refuses_an_unknown_campaign(tmp_path):
    text = refusal(99_999, "--pdf", tmp_path / "r.pdf")
    assert text == "There is no campaign 99999."


def test_report_refuses_before_the_box_is_opened(tmp_path):
    campaign = make_campaign()
    text = refusal(campaign.pk, "--pdf", tmp_path / "r.pdf")
    assert text == f"Campaign {campaign.pk} is not counted: it is draft."
    assert list(tmp_path.iterdir()) == []


def test_report_refuses_an_account_that_does_not_add_up(tmp_path):
    campaign = make_result()
    Account.objects.filter(campaign=campaign, unit__code="A").update(issued=14)
    assert "15" in refusal(campaign.pk, "--pdf", tmp_path / "r.pdf")


def test_report_refuses_a_folder_that_is_not_there(tmp_path):
    text = refusal(make_result().pk, "--xlsx", tmp_path / "none" / "r.xlsx")
    assert text.startswith("Cannot write ")
