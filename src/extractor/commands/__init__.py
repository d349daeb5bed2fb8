"""Commands of the line, one module each; cli registers them."""
