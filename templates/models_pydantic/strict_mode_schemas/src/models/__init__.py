"""What the service talks about (`schemas`) and what it stores (`entities`)."""
