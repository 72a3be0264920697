"""Notices and reminders to raters by e-mail: to lists, never by who has voted."""
