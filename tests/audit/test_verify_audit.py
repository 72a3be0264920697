"""The command `verify_audit`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from audit.models import SITE, Entry, Export
from tests.audit.meddling import make_chain, meddle, put

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[str, str]:
    """What it prints, and the refusal at its end or nothing."""
    out, arguments = StringIO(), tuple(map(str, arguments))
    try:
        with override("en"):
            call_command("verify_audit", *arguments, stdout=out)
    except CommandError as error:
        refused = error
    else:
        return out.getvalue(), ""
    assert refused.returncode == 2
    assert "\n" not in str(refused)
    return out.getvalue(), str(refused)


def test_every_chain_has_a_line() -> None:
    make_chain(2, SITE)
    last = make_chain()[-1]
    site = Entry.objects.head(SITE)
    assert run() == (
        f"site: sound, entries: 2, head: 2-{site}\n"
        f"campaign 7: sound, entries: 5, head: 5-{last.hash}\n",
        "",
    )
    assert run(7)[0].count("\n") == 1


def test_no_chain_at_all_is_sound() -> None:
    assert run() == ("", "")


def test_first_bad_entry_is_named_and_others_are_still_looked_at() -> None:
    third = make_chain()[2]
    make_chain(2, 8)
    put(third, "actor", "nobody")
    out, refused = run()
    assert out.splitlines()[0] == "campaign 7: Entry 3 is not what was recorded."
    assert out.splitlines()[1].startswith("campaign 8: sound")
    assert refused == "Not sound: 1"


def test_printed_head_is_held_against_the_chain() -> None:
    made = make_chain()
    for text in (made[3].hash, f"4-{made[3].hash[:12]}"):
        assert run(7, "--head", text)[1] == ""
    meddle("DELETE FROM audit_entry WHERE seq > 3")
    assert run(7)[1] == ""
    out, refused = run(7, "--head", f"5-{made[4].hash}")
    assert "The log ends before entry 4" in out
    assert refused == "Not sound: 1"


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(("left", "missing"), [(5, 6), (2, 3), (0, 1)])
def test_a_file_that_was_taken_away_gives_a_cut_away(left: int, missing: int) -> None:
    """Without any paper: its row says which entry there was."""
    make_chain()
    Export.objects.sign(b"%PDF", campaign=7, kind="pdf", name="x.pdf", version=1)
    assert run(7)[1] == run()[1] == ""
    meddle("DELETE FROM audit_entry WHERE chain = 7 AND seq > %s", left)
    said = f"campaign 7: Entry {missing} is missing.\n"
    assert run(7) == (said, "Not sound: 1")
    assert said in run()[0]


def test_campaign_without_a_chain_is_refused() -> None:
    assert run(99) == ("campaign 99: there is no entry.\n", "Not sound: 1")


def test_what_is_no_head_is_refused() -> None:
    make_chain()
    assert "“xyz” is no head" in run(7, "--head", "xyz")[1]
    assert "give its number as well" in run("--head", "0" * 12)[1]
