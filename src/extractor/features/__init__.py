"""Features of figures, targets and pairs that the learned components read; pure numpy."""
