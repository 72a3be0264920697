"""Tickets and slips, the sealed box, casting, opening, the campaign desk."""
