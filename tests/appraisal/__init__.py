"""Tests of the site: settings, middleware, log, and the gates on the tree."""
