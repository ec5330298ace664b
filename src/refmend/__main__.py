"""`python -m refmend`."""

from refmend.cli import main

if __name__ == "__main__":
    main()
