"""What is rated, by whom, on what form, how counted: everything up to freezing."""
