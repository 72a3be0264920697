"""The fixture that leads child processes to the database of the tests."""

import subprocess
import sys

from django.contrib.auth.models import User

from appraisal.environment import BASE_DIR

NAMES = "print(*User.objects.values_list('username', flat=True))"


def test_a_child_process_sees_what_the_test_stored(database_url: str) -> None:
    User.objects.create(username="王喆")
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", NAMES]
    seen = subprocess.run(
        command, cwd=BASE_DIR, check=True, capture_output=True, text=True
    )
    assert seen.stdout == "王喆\n"
