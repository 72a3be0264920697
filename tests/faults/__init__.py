"""Faults: a real site whose processes, disk, clock and network fail under load.

Raters post through a proxy that loses answers; workers and database are killed; what
was acknowledged is compared with what comes out of the box. `test_*.py` run it small,
`python -m tests.faults.run` as large as one likes. As Jepsen does, an answer that never
came is *unknown*, neither yes nor no, and the rater sends the same again.
"""
