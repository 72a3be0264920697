"""A process that does the long work, beside the web processes."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.running import keep_working, work_off


class Command(BaseCommand):
    help = "Do long work in a process of its own, where TASK_WORKER=process is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="stop when nothing waits any more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            work_off()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        keep_working(stop)
