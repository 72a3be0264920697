"""The papers of a group's meeting, one by one and as one ZIP of the whole campaign.

Slips are not among them: printing those is an act of its own (design §4.1).
"""
