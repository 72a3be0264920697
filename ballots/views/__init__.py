"""The pages of voting: the rater's, and the desk's."""
