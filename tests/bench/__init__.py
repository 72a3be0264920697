"""Benchmarks: JSON on standard output, ratios against a bound of the same run.

They are no tests: `python -m tests.bench.http` and `python -m tests.bench.papers`.
"""
