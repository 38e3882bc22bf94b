"""Sets up the repository on GitHub, by `gh`: what the workflows take for granted there."""
