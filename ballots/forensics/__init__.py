"""The forensic attacker: who holds everything that is stored, and watched the door.

He has the whole database with its system columns, its files and logs, and the exact
order in which raters sat down with which slip (trust.md 4F). He links slips to what
was written with them; the same attacker works on a schema that only hides the names,
and must find everybody there.
"""

from ballots.forensics.attack import Finding, attack
from ballots.forensics.evidence import Evidence, Sitting, evidence
from ballots.forensics.experiment import experiment

__all__ = ["Evidence", "Finding", "Sitting", "attack", "evidence", "experiment"]
