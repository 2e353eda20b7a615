"""The tests of the service. They need no server and no network: `pytest`."""
