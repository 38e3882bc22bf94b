"""The environment's domain: its zone and its certificate."""
