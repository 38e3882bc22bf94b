"""What a change takes from the platform's resilience, what it gives, and which part of it does."""
