"""Where a weakness comes from: the line of configuration, of values or of Terraform's JSON."""
