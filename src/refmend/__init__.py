"""refmend checks a reference list and mends it."""

__version__ = "0.1.0"
