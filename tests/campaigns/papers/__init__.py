"""Tests of papers: uploaded, read, shown, kept."""
