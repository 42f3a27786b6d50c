"""What a real installation does by its settings: mail without a server, and the probe beside the web process."""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.test import Client, override_settings

SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
REFUSES = "collaborative.mail.NoServer"
SAY = """
import json
from collaborative import settings
print(json.dumps([settings.EMAIL_BACKEND, getattr(settings, "SECURE_REDIRECT_EXEMPT", [])]))
"""


def settings_with(root: Path, **environment: str) -> tuple[str, list[str]]:
    """The mail backend and the addresses that are not redirected, in a process with only these variables."""
    env = {"SECRET_KEY": "x", "PATH": os.environ["PATH"], **environment}
    told = subprocess.run([sys.executable, "-c", SAY], env=env, cwd=root, capture_output=True, text=True, check=True)
    backend, exempt = json.loads(told.stdout)
    return backend, exempt


@pytest.mark.parametrize(
    ("environment", "backend"),
    [
        ({}, REFUSES),
        ({"EMAIL_HOST": "mail.example.nhs.uk"}, SMTP),
        ({"EMAIL_HOST": "mail.example.nhs.uk", "DEMO": "1"}, SMTP),
        ({"DEMO": "1"}, CONSOLE),
        ({"DEBUG": "1"}, CONSOLE),
    ],
)
def test_mail_is_printed_only_where_nothing_is_secret(
    project_root: Path, environment: dict[str, str], backend: str
) -> None:
    assert settings_with(project_root, **environment)[0] == backend


def test_without_a_mail_server_a_message_is_refused_and_the_check_warns(capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(EMAIL_BACKEND=REFUSES):
        with pytest.raises(ImproperlyConfigured, match="set EMAIL_HOST"):
            send_mail("Your code", "secretcode", None, ["a@example.nhs.uk"])
        assert [found.id for found in run_checks() if found.id == "collaborative.W001"] == ["collaborative.W001"]
    assert "secretcode" not in "".join(capsys.readouterr())
    assert "collaborative.W001" not in {found.id for found in run_checks()}


def test_behind_https_the_probe_is_answered_and_not_redirected(project_root: Path, db: None) -> None:
    exempt = settings_with(project_root, BASE_URL="https://qi.example.nhs.uk")[1]
    with override_settings(
        SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=exempt, ALLOWED_HOSTS=["qi.example.nhs.uk"]
    ):
        client = Client(headers={"host": "qi.example.nhs.uk"})
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz/more")["Location"] == "https://qi.example.nhs.uk/healthz/more"


def test_the_probe_of_the_containers_says_the_public_host(project_root: Path) -> None:
    compose = yaml.safe_load((project_root / "docker-compose.yml").read_text())
    kind, program, flag, code = compose["services"]["web"]["healthcheck"]["test"]
    assert (kind, program, flag) == ("CMD", "python", "-c")
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get_all("Host")))
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    here = code.replace("127.0.0.1:8000", f"127.0.0.1:{server.server_port}")
    env = {"BASE_URL": "https://qi.example.nhs.uk", "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", here], env=env, timeout=30, check=False)
    server.shutdown()
    server.server_close()
    assert (done.returncode, asked) == (0, [("/healthz", ["qi.example.nhs.uk"])])
