"""The rule pipeline: mentions, links and codes without a learned model; the floor to beat."""
