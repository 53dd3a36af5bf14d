"""Measurements: ratios taken in one run, for docs/."""
