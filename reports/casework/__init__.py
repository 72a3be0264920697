"""What follows from a result: cases, measures, the record of a unit."""
