"""Tree → proof: boot the service, migrate, fuzz it against its contract, and gate on everything that was found."""
