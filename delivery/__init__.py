"""Commands of the pipelines: what a pull request may plan, and who may deploy."""
