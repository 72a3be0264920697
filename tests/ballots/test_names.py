"""What rows call themselves in shell and log: never more than their own columns."""

import uuid

from ballots.models import (
    Ballot,
    Comment,
    CommentRelease,
    Receipt,
    Salt,
    Summary,
    Tally,
)
from campaigns.models import Campaign, Subject

KEY = uuid.UUID("6b0f4c52-9d0a-4f0e-8a51-0d2f6a1f7a10")


def test_rows_that_exist_after_opening_name_no_ticket() -> None:
    assert str(Ballot(uuid=KEY)) == str(Comment(uuid=KEY, text="好")) == str(KEY)
    assert str(Receipt(number="4F7C92ADK3MQ")) == "4F7C92ADK3MQ"
    tally = Tally(subject_id=1, pool_id=2, item="overall", value=0, n=23)
    assert str(tally) == "1/2/overall=0: 23"


def test_what_is_made_of_comments_is_named_after_what_they_are_on() -> None:
    assert str(CommentRelease(campaign=Campaign(title="联评"))) == "联评"
    assert str(Summary(subject=Subject(name="甲"), text="很好")) == "甲"


def test_the_salt_keeps_itself_to_itself() -> None:
    assert str(Salt(salt=b"0123456789abcdef")) == "salt"
