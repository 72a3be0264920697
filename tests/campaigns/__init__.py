"""Tests of configuring."""
