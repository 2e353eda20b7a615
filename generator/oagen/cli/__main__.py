"""`python -m oagen.cli`."""

from oagen.cli import main

main(prog_name="oagen")
