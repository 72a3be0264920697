"""The formula and the rules of a definition in words, for every page and paper."""

from campaigns.words.basic import Clause, in_english, joined, measure_name, quoted
from campaigns.words.formula import figure_words, formula_text, formula_words
from campaigns.words.grades import step_words
from campaigns.words.rule import rule_words

__all__ = [
    "Clause",
    "figure_words",
    "formula_text",
    "formula_words",
    "in_english",
    "joined",
    "measure_name",
    "quoted",
    "rule_words",
    "step_words",
]
