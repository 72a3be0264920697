"""The ledger (台账): points that units are asked to mend, and what they do."""
