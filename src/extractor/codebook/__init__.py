"""The codebook: indicators, identities and vocabulary as data, with one loader that checks them."""

from extractor.codebook.loader import OTHER, Codebook, Identity, Indicator, load_codebook

__all__ = ["OTHER", "Codebook", "Identity", "Indicator", "load_codebook"]
