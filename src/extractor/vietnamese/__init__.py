"""Reading Vietnamese: text, numbers, periods, levels and places, with no NLP library."""
