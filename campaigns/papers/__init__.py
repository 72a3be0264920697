"""Papers beside the form: uploaded or written, looked at, kept as text and file."""
