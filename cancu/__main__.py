"""`python -m cancu`, and the command itself."""

from cancu.cli import main
from cancu.interrupts import end_within_a_second


def run() -> None:
    """Run the command line, which a Ctrl-C ends within a second."""
    end_within_a_second()
    main()


if __name__ == "__main__":
    run()
