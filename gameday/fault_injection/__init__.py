"""The same failures in AWS: experiment templates of AWS Fault Injection Service."""
