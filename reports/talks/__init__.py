"""Talks with people drawn at random, what is fed back of them, their small rating."""
