"""Takes an environment out of AWS, in the order in which its parts let go of each other."""
