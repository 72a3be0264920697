"""Official papers: what each says (`document`), and how it is written down."""
