"""The Dockerfile and docker-compose.yml, looked at without an engine: what they name exists, what they need is said."""

import re
from typing import Any

import pytest
import yaml

from devstack.site import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PRODUCT = ["migrate", "web", "worker", "beat"]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, each with its argument."""
    joined = re.sub(r"\\\n", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def copied_from_here() -> list[str]:
    """The files and folders of the project that the Dockerfile copies."""
    copies = [rest.split() for name, rest in instructions() if name == "COPY" and not rest.startswith("--from")]
    return [source for copy in copies for source in copy[:-1]]


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    sources = copied_from_here()
    assert len(sources) > 10
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert sorted(set(sources) - let_through) == []


def test_every_app_is_in_the_image() -> None:
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert len(apps) >= 6
    assert apps <= set(copied_from_here())


def test_every_image_has_a_version() -> None:
    built_from = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images = built_from + [service["image"] for service in SERVICES.values()]
    assert len(images) == 9
    assert [image for image in images if not re.search(r":\d", image)] == []


def test_packages_are_installed_from_the_lock_with_hashes() -> None:
    runs = [rest for name, rest in instructions() if name == "RUN"]
    assert [run for run in runs if "pip install" in run and "--require-hashes" not in run] == []
    assert any(run.startswith("npm ci") for run in runs)


def test_the_image_does_not_run_as_root() -> None:
    last_stage = [name for name, _ in instructions()][::-1]
    assert [rest for name, rest in instructions() if name == "USER"] == ["app"]
    assert last_stage.index("USER") < last_stage.index("FROM")
    assert last_stage.index("USER") < last_stage.index("RUN")


def test_the_services_are_those_of_the_product() -> None:
    assert sorted(SERVICES) == ["beat", "migrate", "postgres", "redis", "web", "worker"]


@pytest.mark.parametrize("name", PRODUCT)
def test_each_process_knows_its_servers_and_its_key(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS"} <= set(environment)
    assert environment["DATABASE_URL"].startswith("postgresql://collaborative_web:")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_running_processes_wait_for_migrations_and_know_no_owner(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
    }
    assert not {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"} & set(SERVICES[name]["environment"])


def test_migrations_run_once_as_the_owner() -> None:
    migrate = SERVICES["migrate"]
    assert migrate["restart"] == "no"
    assert {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"} <= set(migrate["environment"])
    assert migrate["command"][-1] == (
        'python manage.py prepare_database && DATABASE_URL="$$DATABASE_OWNER_URL" python manage.py migrate --noinput'
    )


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker"])
def test_services_say_how_they_are(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_secrets_come_from_outside_and_have_no_default() -> None:
    # A literal would stand where a variable must.
    for name in ("PASSWORD", "SECRET_KEY"):
        used = re.findall(rf"\$\{{(\w*{name}\w*)([^}}]*)\}}", COMPOSE_TEXT)
        assert used
        assert {rest for variable, rest in used if variable != "EMAIL_HOST_PASSWORD"} == {":?"}
    assert not re.search(r"://[^:/\s]*:[^$@\s]+@", COMPOSE_TEXT)


def test_data_outlives_the_containers() -> None:
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"] == ["files:/files"]
    assert SERVICES["web"]["environment"]["FILES_ROOT"] == "/files"
    assert sorted(COMPOSE["volumes"]) == ["files", "postgres", "redis"]


def test_only_the_web_port_is_open_and_only_to_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
