"""The parts of an environment file: a typed model each."""
