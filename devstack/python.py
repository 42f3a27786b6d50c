"""Python run with the product's own settings and rights, in one process that is started once."""

import json
import subprocess
import sys
from collections.abc import Mapping

from devstack.errors import DevstackError
from devstack.site import ROOT

_LOOP = """
import contextlib, io, json, os, sys, traceback
os.environ["DJANGO_SETTINGS_MODULE"] = "collaborative.settings"
import django
django.setup()
from django.db import connections
answers = sys.stdout
for line in sys.stdin:
    said, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(json.loads(line), {"__name__": "inside"})
        except BaseException:
            failed = traceback.format_exc()
    connections.close_all()
    answers.write(json.dumps([said.getvalue(), failed]) + "\\n")
    answers.flush()
"""


class Python:
    """The process, started by the first `run`."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._process: subprocess.Popen[str] | None = None

    def run(self, code: str) -> str:
        """Runs the code in a namespace of its own; returns what it printed. `DevstackError` with its traceback."""
        if self._process is None:
            command = [sys.executable, "-c", _LOOP]
            self._process = subprocess.Popen(
                command, env=self._env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise DevstackError("The process that runs Python for a test has ended.")
        said, failed = json.loads(answer)
        if failed:
            raise DevstackError(failed)
        return str(said)

    def stop(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None
