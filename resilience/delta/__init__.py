"""The losses and gains of resilience by a change, and which part of the change causes them."""
