"""The work of the sandbox's commands, a module each."""
