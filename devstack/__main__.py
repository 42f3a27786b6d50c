"""Command line: `python -m devstack demo`, or `python -m devstack manage -- COMMAND ...`."""

import argparse
import os
import sys

from devstack.demo import LOCAL, demo
from devstack.errors import DevstackError
from devstack.manage import manage


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    made = argparse.ArgumentParser(prog="python -m devstack", description=__doc__)
    commands = made.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="run the product with demo data until Ctrl-C")
    managing = commands.add_parser("manage", help="run a management command on the demo's data")
    managing.add_argument("arguments", nargs="+", help="the command and its arguments, after --")
    return made


def port_wanted() -> int:
    """The port of the environment's PORT; `DevstackError` when it is none."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise DevstackError(f"PORT is {text}: it must be a number from 1 to 65535.")
    return int(text)


def main() -> int:
    """Runs the command; an error is one line and exit code 1."""
    options = parser().parse_args()
    try:
        if options.command == "manage":
            return manage(LOCAL, options.arguments, port_wanted())
        demo(port_wanted())
    except DevstackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
