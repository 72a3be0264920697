"""Dates and times as pages and papers write them, by language."""
