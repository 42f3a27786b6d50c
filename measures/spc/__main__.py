"""`python -m measures.spc`: series in, analyses out."""

import sys

from measures.spc.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
