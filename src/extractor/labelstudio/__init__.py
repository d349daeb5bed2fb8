"""The annotators' loop: the labelling screen, tasks out, gold in, and the model as a helper."""
