"""People: accounts, what each is for, and the invitations that bring them in."""
