"""The contract, tested with generated requests: `make contract-test`. It takes a while, so `pytest` leaves it out."""
