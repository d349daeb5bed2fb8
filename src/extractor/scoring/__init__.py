"""Scores against gold: spans, links, codes, facts, broken numerals, distractors; the gate."""
