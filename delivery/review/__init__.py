"""What a change of the code means for what is deployed, told without credentials or a cluster."""
