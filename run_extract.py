"""The command line: `python run_extract.py` does the whole job on corpus/press/; `--help` lists the commands."""

import sys

from pipeline.commands import main

if __name__ == "__main__":
    sys.exit(main())
