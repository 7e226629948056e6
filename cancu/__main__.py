"""`python -m cancu`."""

from cancu.cli import main

main()
