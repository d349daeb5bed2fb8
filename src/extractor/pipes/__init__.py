"""Everything that touches spaCy: the tokenizer and the components of the pipeline."""
