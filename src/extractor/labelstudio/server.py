"""A Label Studio server of one's own: installed apart, on the loopback only, without telemetry.

The server (800 MB) never shares an environment with the extractor. It stores everything in one
folder (SQLite) and speaks to nobody outside the machine.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from extractor.errors import InputError, ServerError

#: The version that the tests run against.
SERVER: Final = "label-studio==1.23.2"
HOST: Final = "127.0.0.1"
PORT: Final = 8080
#: Seconds for the first start, which writes the tables of the database.
FIRST_START: Final = 600.0
#: Networks that a server must never call: the server's own list without the loopback, where the
#: model backend lives.
BANNED: Final = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "233.252.0.0/24", "240.0.0.0/4",
    "255.255.255.255/32", "::/128", "::1/128", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64", "2001:0000::/32", "2001:20::/28", "2001:db8::/32", "2002::/16",
    "fc00::/7", "fe80::/10", "ff00::/8",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the server: the person's log-in and the token of the commands."""

    username: str
    password: str
    token: str


def default_environment() -> Path:
    """Return where the server's own environment lies: .venv-label-studio of the current folder."""
    return Path(".venv-label-studio")


def default_data() -> Path:
    """Return where a server keeps its database and account unless told otherwise."""
    return Path.home() / ".local" / "share" / "extractor-label-studio"


def install_server(environment: Path, *, say: Callable[[str], None]) -> Path:
    """Make the server's environment unless it is there; return its `label-studio` program.

    Uses uv where it is found, else venv and pip. Refuses (ServerError) a failed installation.
    """
    program = environment / "bin" / "label-studio"
    if program.exists():
        return program
    say(f"installing {SERVER} into {environment} (about 800 MB, some minutes)")
    python = environment / "bin" / "python"
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv:
        steps = [[uv, "venv", str(environment), "--python", sys.executable],
                 [uv, "pip", "install", "--python", str(python), SERVER]]  # fmt: skip
    else:
        steps = [[sys.executable, "-m", "venv", str(environment)],
                 [str(python), "-m", "pip", "install", SERVER]]  # fmt: skip
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ServerError(f"{' '.join(step[:3])} failed: {last}; mend that and run again")
    return program


def read_account(data: Path) -> Account | None:
    """Return the account stored in a data folder; None where there is none yet."""
    path = data / "account.json"
    if not path.exists():
        return None
    return Account(**json.loads(path.read_text(encoding="utf-8")))


def make_account(data: Path, *, username: str = "annotator@example.org") -> Account:
    """Return the account of a data folder, made with fresh secrets where there is none.

    The file is readable by its owner alone.
    """
    found = read_account(data)
    if found is not None:
        return found
    account = Account(username, secrets.token_urlsafe(12), secrets.token_hex(20))
    data.mkdir(parents=True, exist_ok=True)
    path = data / "account.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(account), file)
    return account


def server_settings(data: Path, account: Account) -> dict[str, str]:
    """Return the environment variables of a quiet, local server."""
    settings = {
        "BASE_DATA_DIR": str(data.resolve()),
        "DJANGO_DB": "sqlite",
        "USERNAME": account.username,
        "PASSWORD": account.password,
        "USER_TOKEN": account.token,
        "ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "USE_DEFAULT_BANNED_SUBNETS": "false",
        "USER_ADDITIONAL_BANNED_SUBNETS": ",".join(BANNED),
    }
    return {f"LABEL_STUDIO_{name}": value for name, value in settings.items()}


def start_server(
    program: Path, data: Path, account: Account, *, port: int = PORT, log: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start the server in its own process group, niced; wait for it with `wait_for_server`.

    Refuses (InputError) a busy port: the server would silently take the next one.
    """
    if not is_free(port):
        raise InputError(f"port {port} of {HOST} is taken; name another with --port")
    data.mkdir(parents=True, exist_ok=True)
    command = [
        str(program.resolve()), "start", "--no-browser", "--internal-host", HOST,
        "--port", str(port), "--enable-legacy-api-token",
    ]  # fmt: skip
    return subprocess.Popen(
        ["nice", "-n", "10", *command],
        env={**os.environ, "HOME": str(data.resolve()), **server_settings(data, account)},
        stdin=subprocess.DEVNULL,
        stdout=log or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of the loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) != 0


def wait_for_server(
    process: subprocess.Popen[bytes], *, port: int, seconds: float = FIRST_START
) -> str:
    """Wait until the server answers and return its address; refuse (ServerError) one that ends."""
    url = f"http://{HOST}:{port}"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"the server ended with code {process.returncode}; see its log")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return url
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise ServerError(f"{url} did not answer within {seconds:.0f} s; see the server's log")


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """End the server and everything that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
