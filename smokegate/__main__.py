"""`python -m smokegate` is the console script."""

from smokegate.cli import main

if __name__ == "__main__":
    main()
