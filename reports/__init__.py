"""Counting, findings and results: pages, papers, workbooks."""
