"""The audit chain: who did what when, in an order that cannot be changed unseen."""
