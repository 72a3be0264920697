"""The site's settings with the kinds of work of these tests, for processes."""

from appraisal.settings import *  # noqa: F403

JOBS = {
    "count": "tests.jobs.kinds.COUNT",
    "die": "tests.jobs.kinds.DIE",
}
