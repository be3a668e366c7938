"""Random checkpoints of a given shape, the same values in each engine's format."""
