"""Becomes another program that cannot outlive the process that started it.

Usage: python child.py PARENT_PID DEATH_SIGNAL USER -- COMMAND ...

Run as a program of its own, and not as a function between fork and exec, because the tests that start children
have threads. USER is empty, or the system user to become: PostgreSQL refuses to run as root.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Drops the rights of root for those of the system user of that name."""
    entry = pwd.getpwnam(user)
    os.initgroups(user, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def die_with(parent: int, death_signal: int) -> None:
    """Asks the kernel to send the signal when the parent ends, and ends at once if it already has (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Reads the command line of the module's docstring and does not return."""
    parent, death_signal, user, separator, *command = arguments
    if separator != "--":
        sys.exit("usage: child.py PARENT_PID DEATH_SIGNAL USER -- COMMAND ...")
    if user:
        become(user)
    # After the change of user, which clears the request.
    die_with(int(parent), int(death_signal))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
