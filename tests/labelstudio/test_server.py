"""The server's own environment: account, settings, free ports."""

import socket
import stat

import pytest

from extractor.errors import InputError, MissingExtra
from extractor.labelstudio import client, server


def test_an_account_is_made_once_and_for_the_owner_alone(tmp_path):
    account = server.make_account(tmp_path)
    assert server.make_account(tmp_path) == account == server.read_account(tmp_path)
    assert len(account.token) == 40
    assert stat.S_IMODE((tmp_path / "account.json").stat().st_mode) == 0o600


def test_the_server_is_quiet_and_may_call_the_loopback_alone(tmp_path):
    settings = server.server_settings(tmp_path, server.make_account(tmp_path))
    assert settings["LABEL_STUDIO_COLLECT_ANALYTICS"] == "false"
    assert settings["LABEL_STUDIO_SENTRY_DSN"] == ""
    banned = settings["LABEL_STUDIO_USER_ADDITIONAL_BANNED_SUBNETS"].split(",")
    assert "127.0.0.0/8" not in banned
    assert {"10.0.0.0/8", "192.168.0.0/16", "169.254.0.0/16"} <= set(banned)


def test_a_busy_port_is_refused_not_replaced(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        account = server.make_account(tmp_path)
        with pytest.raises(InputError, match=f"port {port}"):
            server.start_server(tmp_path / "none", tmp_path, account, port=port)


def test_the_token_comes_from_the_variable_first(monkeypatch, tmp_path):
    monkeypatch.setattr(client, "default_data", lambda: tmp_path)
    account = server.make_account(tmp_path)
    monkeypatch.delenv(client.TOKEN, raising=False)
    assert client.find_token("http://127.0.0.1:8080") == account.token
    monkeypatch.setenv(client.TOKEN, "abc")
    assert client.find_token("http://127.0.0.1:8080") == "abc"


def test_the_local_token_never_goes_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(client, "default_data", lambda: tmp_path)
    server.make_account(tmp_path)
    monkeypatch.delenv(client.TOKEN, raising=False)
    with pytest.raises(InputError, match="no token for https"):
        client.find_token("https://labels.example.org")


def test_a_missing_sdk_names_the_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "label_studio_sdk", None)
    with pytest.raises(MissingExtra, match=r"\[annotate\]"):
        client.Client("http://127.0.0.1:1", "x")
