"""What a process of an app finds when it starts."""
