"""`extractor annotate server` as people start it: up with one command, down with nothing left."""

import shutil
import signal
import subprocess
import sys
import urllib.request

import pytest

from extractor.labelstudio import server

from .conftest import ENVIRONMENT, _free_port, _migrated

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture
def data(tmp_path):
    """A folder with an empty database and no account yet."""
    program = ENVIRONMENT / "bin" / "label-studio"
    if not program.exists():
        pytest.skip("no server environment; `extractor annotate server` installs one")
    folder = tmp_path / "data"
    shutil.copytree(_migrated(program), folder)
    (folder / "account.json").unlink()
    return folder


def test_one_command_starts_the_server_and_a_signal_ends_all_of_it(data):
    port = _free_port()
    command = [
        sys.executable, "-m", "extractor.cli", "annotate", "server",
        "--port", str(port), "--environment", str(ENVIRONMENT), "--data", str(data),
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            said = next(line for line in running.stderr if "is up" in line)
            account = server.read_account(data)
            assert f"http://127.0.0.1:{port} is up; log in as {account.username}" in said
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/user/login/", timeout=60) as page:
                assert b"Label Studio" in page.read()
        finally:
            running.send_signal(signal.SIGTERM)
        assert running.stderr.read() == "stopping\n"
        assert running.wait(60) == 0
    assert server.is_free(port)
    log = said + (data / "server.log").read_text(encoding="utf-8", errors="replace")
    assert account.password not in log
    assert account.token not in log
