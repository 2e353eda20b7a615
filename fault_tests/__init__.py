"""What a generated service does when something around it breaks: `make fault-tests`."""
