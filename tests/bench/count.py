"""From stored ballots to findings: 400,000 cards, 1,200 subjects, two pools.

`python -m tests.bench.count [postgresql|sqlite]`: counts the stored cards, stores the
tally, and finds what every rule says of every subject. Beside it, of the same rows in
the same run, a plain SQL GROUP BY and a count by numpy (the bounds). Prints JSON.
"""

import json
import os
import platform
import random
import sys
import tempfile
from typing import Any

from tests.bench import site
from tests.bench.gauge import megabytes, timed

SUBJECTS = 1200
CARDS = 400_000
GROUPS = 300

SQL = {
    "postgresql": (
        "SELECT subject_id, pool_id, i, get_byte(answers, 2 * i + 1), count(*)"
        " FROM ballots_ballot, generate_series(0, %(last)s) AS i"
        " WHERE campaign_id = %(campaign)s GROUP BY 1, 2, 3, 4"
    ),
    "sqlite": (
        "WITH RECURSIVE item(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM item"
        " WHERE i < %(last)s) SELECT subject_id, pool_id, i,"
        " substr(answers, 2 * i + 2, 1), count(*) FROM ballots_ballot, item"
        " WHERE campaign_id = %(campaign)s GROUP BY 1, 2, 3, 4"
    ),
}


def main() -> None:
    kinds = sys.argv[1:] or ["postgresql", "sqlite"]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind) for kind in kinds}
    print(json.dumps({"machine": machine, "cards": CARDS, **found}, indent=1))


def run(kind: str) -> dict[str, Any]:
    """Figures of one database, in a child so that memory is this run's own."""
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        read, write = os.pipe()
        child = os.fork()
        if not child:
            figures = measure(kind)
            os.write(write, json.dumps(figures).encode())
            os._exit(0)
        os.close(write)
        os.waitpid(child, 0)
        with os.fdopen(read) as answer:
            return dict(json.load(answer))


def measure(kind: str) -> dict[str, Any]:
    import django  # after the environment is set

    django.setup()
    from ballots.counting import recount
    from campaigns.frozen import frozen
    from reports.history import judge

    campaign = stored()
    definition = frozen(campaign)
    before = megabytes()
    tallied, seconds = timed(lambda: recount(campaign, definition))
    _none, storing = timed(lambda: store(campaign, tallied))
    found, judging = timed(
        lambda: (
            {key: judged.findings(key) for key in definition.subjects}
            if (judged := judge(campaign))
            else {}
        )
    )
    peak = megabytes()
    sql, grouping = timed(lambda: group_by(kind, campaign.pk))
    _bins, bins = timed(lambda: by_numpy(campaign.pk))
    total = seconds + storing + judging
    return {
        "count s": round(seconds, 2),
        "store tally s": round(storing, 2),
        "findings s": round(judging, 2),
        "together s": round(total, 2),
        "peak MB": round(peak),
        "MB before": round(before),
        "SQL GROUP BY s (bound)": round(grouping, 2),
        "numpy with reading s (bound)": round(bins, 2),
        "GROUP BY / count": round(grouping / seconds, 2),
        "numpy / count": round(bins / seconds, 2),
        "cells": len(tallied),
        "cells of SQL": sql,
        "findings": sum(map(len, found.values())),
    }


def stored() -> Any:
    """A counted campaign of stored cards; the box itself is not what is timed."""
    from ballots.checker import pack_values
    from ballots.models import Account, Ballot, Box
    from campaigns.definition import digest
    from campaigns.load import load
    from campaigns.models import Campaign

    campaign = load(document())
    content = campaign.document()
    Campaign.objects.filter(pk=campaign.pk).update(
        state="counted", definition=content, definition_hash=digest(content)
    )
    campaign.refresh_from_db()
    Box.objects.create(campaign=campaign, public_key=b"")
    subjects, pools = list(campaign.subjects.all()), list(campaign.pools.all())
    chance = random.Random(1)  # noqa: S311 - made-up answers
    kinds = [
        pack_values(chance.choices((0, 1, 2), (8, 3, 1), k=13)) for _n in range(997)
    ]
    each, more = divmod(CARDS, len(subjects))
    for number, subject in enumerate(subjects):
        n = each + (number < more)
        split = {pools[0]: n * 3 // 7, pools[1]: n - n * 3 // 7}
        Ballot.objects.bulk_create(
            Ballot(
                campaign=campaign,
                subject=subject,
                pool=pool,
                answers=chance.choice(kinds),
            )
            for pool, n in split.items()
            for _card in range(n)
        )
        Account.objects.bulk_create(
            Account(
                campaign=campaign,
                subject=subject,
                pool=pool,
                issued=n,
                returned=n,
                valid=n,
                abstained=0,
                void=0,
            )
            for pool, n in split.items()
        )
    return campaign


def document() -> dict[str, object]:
    """The preset's form with 13 items, 1,200 units in 300 groups, both its pools."""
    from campaigns.files import presets, read  # after configure()

    base = site.document(SUBJECTS)
    base["pools"] = read(presets()["joint-appraisal"])["pools"]
    keys = [f"U{n}" for n in range(SUBJECTS)]
    size = SUBJECTS // GROUPS
    groups = [keys[at : at + size] for at in range(0, SUBJECTS, size)]
    base["groups"] = [
        {
            "key": f"G{n}",
            "title": f"第 {n} 组",
            "units": keys[n * size : (n + 1) * size],
        }
        for n, units in enumerate(groups)
    ]
    return base


def store(campaign: Any, tallied: Any) -> None:
    """The tally as opening stores it."""
    from ballots.models import Tally

    subjects = {row.key: row for row in campaign.subjects.all()}
    pools = {row.key: row for row in campaign.pools.all()}
    Tally.objects.bulk_create(
        (
            Tally(
                campaign=campaign,
                subject=subjects[s],
                pool=pools[p],
                item=i,
                value=v,
                n=n,
            )
            for (s, p, i, v), n in tallied.items()
        ),
        batch_size=1000,
    )


def group_by(kind: str, campaign: int) -> int:
    """What the database alone takes for the same cells; how many they are."""
    from django.db import connection

    with connection.cursor() as cursor:
        if kind == "sqlite":
            sql = SQL[kind].replace("%(last)s", "12")
            cursor.execute(sql.replace("%(campaign)s", str(campaign)))
        else:
            cursor.execute(SQL[kind], {"last": 12, "campaign": campaign})
        return len(cursor.fetchall())


def by_numpy(campaign: int) -> None:
    """What reading the rows and counting them with numpy takes."""
    from collections import defaultdict

    import numpy as np

    from ballots.models import Ballot

    rows = Ballot.objects.filter(campaign=campaign)
    found = defaultdict(list)
    columns = rows.values_list("subject_id", "pool_id", "answers")
    for subject, pool, answers in columns.iterator(20_000):
        found[subject, pool].append(bytes(answers))
    for cards in found.values():
        values = np.frombuffer(b"".join(cards), dtype=">i2").reshape(-1, 13)
        for column in values.T:
            np.bincount(column.astype("i4"), minlength=3)


if __name__ == "__main__":
    main()
