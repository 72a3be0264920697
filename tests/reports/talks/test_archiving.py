"""What was said in talks goes as the campaign is archived; not that they were held."""

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import override

from audit.models import Entry
from ballots.erasure import Erasure
from ballots.models.archiving import Archiving, tables, told
from reports.models import Interview
from reports.trail import line
from tests.ballots.over import make_over
from tests.reports.talks.make import hold, make_drawn

pytestmark = pytest.mark.django_db
SAID = "李科长说食堂太远"


def test_notes_of_talks_are_erased_and_that_they_were_held_stays() -> None:
    over = make_over()
    hold(make_drawn(over.campaign, 2), 1, 2)
    hold(make_drawn(over.campaign, 1), 1, points="")  # nothing was written down
    rows, by = Interview.objects.all(), get_user_model().objects.first()
    rows.exclude(points="").update(notes=SAID, points=SAID, place="三楼", by=by)
    held = rows.counts()
    with override("en"):
        goes = {str(each.label): each.n for each in Erasure(over.campaign).goes()}
    assert goes["Notes of talks"] == 2
    assert Archiving(over.box).do("office")["notes"] == 2
    assert set(rows.values_list("notes", "points", "place", "by")) == {
        ("", "", "", None)
    }
    assert rows.counts() == held
    assert "reports_interview" in tables()


def test_the_log_says_how_many() -> None:
    over = make_over()
    hold(make_drawn(over.campaign, 2), 1)
    Archiving(over.box).do("office")
    entry = Entry.objects.get(action="archive")
    with override("en"):
        assert ("talks whose notes were erased", "1") in line(entry).details
        assert "notes of 1 talk" in told(entry.detail)
