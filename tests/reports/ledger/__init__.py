"""Points, the ledger, and its papers."""
