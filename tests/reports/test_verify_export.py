"""The command `verify_export`: whether a file left this site, and its story."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from audit.models import SITE, Entry, Export
from campaigns.models import Campaign
from tests.ballots.desk import agreed
from tests.reports.sample import make_result
from tests.reports.test_views import make_office

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    out, texts = StringIO(), tuple(map(str, arguments))
    with override("en"):
        call_command("verify_export", *texts, stdout=out)
    return out.getvalue()


def refusal(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def exported(campaign: Campaign, folder: Path, kind: str) -> Path:
    """A file of the command `report` or of the command `results`."""
    path = folder / f"report.{kind}"
    if kind == "json":
        out = StringIO()
        call_command("results", str(campaign.pk), "--json", stdout=out)
        path.write_text(out.getvalue(), encoding="utf-8")
    else:
        call_command(
            "report", str(campaign.pk), f"--{kind}", str(path), stdout=StringIO()
        )
    return path


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "json"])
def test_file_of_a_command_is_known_and_a_changed_one_is_not(
    kind: str, tmp_path: Path
) -> None:
    campaign = make_result()
    path = exported(campaign, tmp_path, kind)
    said = run(path)
    assert said.startswith(f"report.{kind}: unchanged. ")
    assert f"of campaign {campaign.pk} “" in said
    assert "taken by a command on the server" in said
    content = path.read_bytes()
    for place in (0, len(content) // 2, len(content) - 1):
        flipped = bytearray(content)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        assert "did not leave this site as it is now" in refusal(path)


def test_file_of_a_page_is_known_with_who_took_it(tmp_path: Path) -> None:
    campaign, client = make_result(), make_office()
    views = {"group_pdf": ["G1"], "group_workbook": ["G1"], "subject_pdf": ["G1", "A"]}
    for view, where in views.items():
        address = reverse(f"reports:{view}", args=[campaign.pk, *where])
        (tmp_path / view).write_bytes(client.get(address).content)
        assert "taken by office." in run(tmp_path / view)
    told = Entry.objects.of(campaign.pk).filter(action="export")
    assert [(entry.actor, entry.detail["kind"]) for entry in told] == [
        ("office", "pdf"), ("office", "xlsx"), ("office", "pdf"),
    ]  # fmt: skip
    assert not Entry.objects.filter(action="view").exists()


def test_signature_travels_beside_the_file(tmp_path: Path) -> None:
    campaign = make_result()
    path = exported(campaign, tmp_path, "pdf")
    signature = tmp_path / "report.pdf.sig"
    assert "unchanged" in run(path, "--signature", signature)
    key = Export.objects.get().key_id
    Export.objects.all().delete()
    assert "unchanged" in run(path, "--signature", signature)
    assert "unchanged" in run(path, "--signature", signature, "--key", key)
    stranger = refusal(path, "--signature", signature, "--key", "0" * 32)
    assert "not this site's" in stranger
    path.write_bytes(path.read_bytes() + b"\n")
    assert "it was changed" in refusal(path, "--signature", signature)
    assert "no signature file" in refusal(path, "--signature", path)


def test_signature_is_taken_from_the_log(tmp_path: Path) -> None:
    campaign, client = make_result(), make_office()
    address = reverse("reports:group_pdf", args=[campaign.pk, "G1"])
    path, signature = tmp_path / "r.pdf", tmp_path / "r.sig"
    path.write_bytes(client.get(address).content)
    export = Export.objects.get()
    answer = client.get(reverse("reports:signature", args=[campaign.pk, export.seq]))
    assert answer["Content-Disposition"].endswith(
        f'pdf-{campaign.pk}-{export.seq}.sig"'
    )
    signature.write_bytes(answer.content)
    assert "unchanged" in run(path, "--signature", signature)
    missing = reverse("reports:signature", args=[campaign.pk, export.seq + 9])
    assert client.get(missing).status_code == 404
    assert Client().get(missing).status_code == 302


def test_version_is_that_of_the_release(tmp_path: Path) -> None:
    campaign = make_result(state="counted")
    path = exported(campaign, tmp_path, "xlsx")
    assert "not yet released" in run(path)
    agreed(campaign.box, "release")
    campaign.refresh_from_db()
    assert "version 1" in run(exported(campaign, tmp_path, "xlsx"))


def test_what_is_said_outlives_the_campaign(tmp_path: Path) -> None:
    campaign = make_result(drill=True)
    path, pk = exported(campaign, tmp_path, "xlsx"), campaign.pk
    campaign.delete()
    assert f"of campaign {pk}, not yet released" in run(path)
    assert "(UTC)" in run(path)


def test_table_of_results_is_looked_at_and_not_taken_away() -> None:
    campaign = make_result()
    call_command("results", str(campaign.pk), stdout=StringIO())
    told = Entry.objects.of(campaign.pk).values_list("action", "actor")
    assert list(told)[-1] == ("view", "")
    assert not Export.objects.exists()
    assert not Entry.objects.filter(chain=SITE).exists()


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none").startswith("Cannot read ")
