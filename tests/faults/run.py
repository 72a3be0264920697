"""The long faults: `python -m tests.faults.run [--raters 600] [--kills 8] …`.

Prints JSON: what the raters were told beside what came out of the box.
"""

import argparse
import json
import sys
from typing import Any

from tests.faults import scenes
from tests.faults.world import stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raters", type=int, default=600)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--loss", type=float, default=0.3)
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    options = parser.parse_args()
    kinds = [options.only] if options.only else ["postgresql", "sqlite"]
    found = {kind: _play(kind, options) for kind in kinds}
    json.dump(found, sys.stdout, indent=1)
    print()


def _play(kind: str, options: argparse.Namespace) -> dict[str, Any]:
    with stage(kind) as site:
        return site.play(
            scenes.load,
            raters=options.raters,
            kills=options.kills,
            loss=options.loss,
            tabs=options.raters // 10,
        )


if __name__ == "__main__":
    main()
