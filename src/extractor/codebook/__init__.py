"""The codebook: indicators, identities and vocabulary as data, with one loader that checks them."""

from extractor.codebook.loader import Codebook, Identity, Indicator, load_codebook

__all__ = ["Codebook", "Identity", "Indicator", "load_codebook"]
