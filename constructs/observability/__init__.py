"""How people learn of trouble: the topic of alarms, and alarms in one form."""
