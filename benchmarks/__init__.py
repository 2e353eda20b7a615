"""Measurements. Machines differ, so every result is a ratio of two things measured in turn within one run."""
