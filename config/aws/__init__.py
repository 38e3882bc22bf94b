"""Facts of AWS that decide what an environment may ask for, each with its source."""
