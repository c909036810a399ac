"""`python -m voice_coach` is the same program as `voice-coach`."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the program; Ctrl-C counts from the first moment, while it is still being loaded."""
    try:
        from voice_coach.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
