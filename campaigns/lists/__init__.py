"""Lists by workbook: units, groups and rosters, read, looked at, taken over, given out.

`workbook` opens a file or refuses it, `reading` finds the tables in it, `units` and
`raters` compare them with what is there, and `plan` takes all of it over or nothing.
"""
