"""The network: VPC, subnets, ways out, endpoints and flow logs."""
