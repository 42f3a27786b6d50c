"""`python -m measures.spc`: series in, analyses out."""

import io
import sys

from measures.spc.command import main

if __name__ == "__main__":
    if isinstance(sys.stdin, io.TextIOWrapper):
        # As a named file is read: in UTF-8 wherever this runs, a byte that is none left for the line's own answer.
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape", newline="")
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
