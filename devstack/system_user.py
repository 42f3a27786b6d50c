"""What PostgreSQL's system user needs, on a machine where the demo is started by root."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

from devstack.errors import DevstackError

# PostgreSQL refuses to run as root. The wheel's own start-up makes a user of this name too.
NAME = "pgserver"


def needed() -> str:
    """The name of the user to run PostgreSQL as, made when it is missing; empty when we are not root."""
    if os.geteuid() != 0:
        return ""
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        made = subprocess.run(["useradd", "--system", NAME], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise DevstackError(
                f"PostgreSQL cannot run as root, and the user {NAME} could not be made: {made.stderr.strip()}"
            ) from None
    return NAME


def own(path: Path, name: str) -> None:
    """Gives a file or folder to the user."""
    entry = pwd.getpwnam(name)
    os.chown(path, entry.pw_uid, entry.pw_gid)


def make_reachable(path: Path) -> None:
    """Lets other users pass through (not list) each folder above the path."""
    for folder in path.resolve().parents:
        add_mode(folder, stat.S_IXOTH)


def make_runnable(folder: Path) -> None:
    """Lets other users read the folder and all below it, and run the programs."""
    add_mode(folder, stat.S_IROTH | stat.S_IXOTH)
    for path in folder.rglob("*"):
        if path.is_symlink():
            continue
        programs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        add_mode(path, stat.S_IROTH | (stat.S_IXOTH if programs else 0))


def add_mode(path: Path, bits: int) -> None:
    """Adds permission bits where they are missing."""
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
