"""The site: settings, addresses, and what holds for every page."""
