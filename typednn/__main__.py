"""`python -m typednn` is `typednn`."""

from typednn.cli import main

if __name__ == "__main__":
    main()
