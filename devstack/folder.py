"""The folder where a machine keeps the demo: data, logs, passwords, ports, and the marks of what was done once."""

import json
import os
import secrets
import shutil
from pathlib import Path

SECRETS = ("postgres", "owner", "web", "redis", "secret_key")


class Folder:
    """Reads and writes `.local` (or a test's temporary folder)."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.path.mkdir(parents=True, exist_ok=True)
        # Others may pass through, as PostgreSQL's system user must, but not look around.
        self.path.chmod(0o711)
        self.logs = self.path / "logs"
        self.logs.mkdir(exist_ok=True)
        self.logs.chmod(0o700)

    def log(self, name: str) -> Path:
        """Where the process of that name writes."""
        return self.logs / f"{name}.log"

    def credentials(self) -> dict[str, str]:
        """Random passwords and keys by name, made once and readable by their owner alone."""
        file = self.path / "credentials.json"
        kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        missing = [name for name in SECRETS if name not in kept]
        if missing:
            kept |= {name: secrets.token_urlsafe(32) for name in missing}
            write_private(file, json.dumps(kept, indent=2))
        return kept

    def port(self, name: str) -> int:
        """The port the server of that name had last time, or 0."""
        return self._ports().get(name, 0)

    def keep_port(self, name: str, port: int) -> None:
        """Remembers a server's port for the next start and for commands run beside it."""
        self._ports_file.write_text(json.dumps(self._ports() | {name: port}, indent=2))

    def forget_ports(self) -> None:
        """Forgets all servers' ports."""
        self._ports_file.unlink(missing_ok=True)

    def done(self, mark: str) -> bool:
        """Whether that was done before in this folder."""
        return (self.path / "done" / mark).exists()

    def mark_done(self, mark: str) -> None:
        """Remembers that it was done."""
        (self.path / "done").mkdir(exist_ok=True)
        (self.path / "done" / mark).touch()

    def forget_done(self) -> None:
        """Forgets all of it, because the database that it was done to is gone."""
        shutil.rmtree(self.path / "done", ignore_errors=True)

    @property
    def _ports_file(self) -> Path:
        return self.path / "ports.json"

    def _ports(self) -> dict[str, int]:
        ports: dict[str, int] = json.loads(self._ports_file.read_text()) if self._ports_file.exists() else {}
        return ports


def write_private(file: Path, text: str) -> None:
    """Writes a file that only its owner can read, from its first moment on and whole or not at all."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
    draft.replace(file)
