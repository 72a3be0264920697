"""Talks with people drawn at random."""
