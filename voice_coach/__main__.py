"""`python -m voice_coach` is the same program as `voice-coach`."""

from voice_coach.cli import main

if __name__ == "__main__":
    main()
