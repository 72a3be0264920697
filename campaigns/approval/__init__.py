"""Approval: units hand in lists and papers, the supervision team approves them.

`kinds` names what is handed in and how it stands, `item` is one of them, `board` all of
a campaign or a group, `checks` what is wrong with a list; the rest are pages.
"""
