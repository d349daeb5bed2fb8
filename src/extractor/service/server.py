"""Serve: a socket, workers, uvicorn, and a stop that finishes what was taken."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from extractor.errors import InputError, MissingExtra
from extractor.service.limits import Limits

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Server

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    model: str | None,
    *,
    host: str,
    port: int,
    limits: Limits,
    say: Callable[[str], None],
) -> None:
    """Answer requests until SIGTERM or SIGINT; then take no more, finish those inside and return.

    `model` is what `load` takes; port 0 takes a free one. Refuses (InputError) an address that
    cannot be had, (ModelError) a model that does not load, (MissingExtra) without the extra serve.
    """
    try:
        import python_multipart  # noqa: F401
        import uvicorn  # noqa: F401

        from extractor.service.app import create_app
        from extractor.service.workers import Workers
    except ImportError as error:
        raise MissingExtra("fastapi, uvicorn or python-multipart", "serve") from error
    listener = _listen(host, port)
    workers = Workers(model, limits=limits)
    with listener:
        workers.start()
        try:
            local = host in LOOPBACK
            app = create_app(workers, limits=limits, hosts=LOOPBACK if local else None)
            bound = listener.getsockname()[1]
            shown = f"[{host}]" if ":" in host else host
            say(f"{workers.model} answers on http://{shown}:{bound}/ (Ctrl-C stops)")
            if not local:
                say(f"{host} is reached from outside, and nobody is asked for a password")
            _run(_server(app, limits), listener)
        finally:
            workers.stop()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; refuse (InputError) one that cannot be had."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as stack:
            listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()  # who comes before the model is loaded waits
            stack.pop_all()
            return listener
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{host}:{port}: {reason}; name another with --host or --port") from error


def _server(app: FastAPI, limits: Limits) -> Server:
    import uvicorn

    # uvicorn's own access log holds the query of a request, and its notes are many; ours are told
    # by the application. Connections beyond the limit get its 503.
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            log_level=logging.WARNING,
            lifespan="off",
            limit_concurrency=4 * limits.reading,
            timeout_keep_alive=5,
            server_header=False,
        )
    )


def _run(server: Server, listener: socket.socket) -> None:
    """Run until a signal; uvicorn raises the signal again when it has stopped, to no effect."""
    before = {name: signal.signal(name, _ignore) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        server.run(sockets=[listener])
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _ignore(number: int, frame: object) -> None:
    """Do nothing: the stop that this signal asked for is done."""
