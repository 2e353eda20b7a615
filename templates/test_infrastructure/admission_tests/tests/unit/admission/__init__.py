"""The admission layer, on small contracts of its own."""
