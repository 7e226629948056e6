"""Entry point of `python -m cancu` and of the `cancu` command."""

import gc
import os


def run() -> None:
    """Run the command line so that Ctrl-C ends it within a second."""
    gc.set_threshold(100_000)  # a question is answered before looking for cycles pays: it was a tenth of the time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # there are none, and looking for them was as much
    from cancu.cli import main
    from cancu.interrupts import end, end_within_a_second

    end_within_a_second()
    try:
        main()
    except SystemExit as ended:
        end(ended.code)


if __name__ == "__main__":
    run()
