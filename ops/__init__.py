"""Commands for people and pipelines: they read config and cdktf.out, and import no constructs."""
