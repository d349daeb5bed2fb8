"""`extractor annotate …`: the annotators' loop on a Label Studio server."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from extractor.errors import ExtractorError, InputError, ModelError

if TYPE_CHECKING:
    from extractor.labelstudio.client import Client
    from extractor.labelstudio.pull import LocalText
    from extractor.labelstudio.push import Item, Pushed
    from extractor.pipeline import Extractor

annotate_app = typer.Typer(
    help="Annotate bulletins in Label Studio with the model's help.", no_args_is_help=True
)
_URL: Final = "http://127.0.0.1:8080"

Url = Annotated[str, typer.Option(help="Address of the Label Studio server.")]
Title = Annotated[str, typer.Option("--project", "-p", help="Title of the project.")]
Model = Annotated[
    str | None, typer.Option(help='"rules", or the folder of a pipeline; default: the shipped one.')
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@annotate_app.command("config")
def config_command(
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here.")] = None,
    check: Annotated[bool, typer.Option(help="Let the Label Studio SDK check the screen.")] = False,
) -> None:
    """Print the labelling screen that the labels and the codebook give."""
    from extractor.export.files import write_text
    from extractor.labelstudio.screen import build_screen

    screen = build_screen()
    if check:
        from extractor.labelstudio.client import check_screen

        check_screen(screen)
    if output is None:
        _print(screen)
    else:
        write_text([screen], output)


@annotate_app.command("push")
def push_command(
    files: Annotated[
        list[str] | None, typer.Argument(help="Bulletins: files, folders, globs.")
    ] = None,
    *,
    title: Title,
    split: Annotated[
        str | None, typer.Option(help="Bulletins of the corpus: train, dev or test.")
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Send no suggestions.")] = False,
    model: Model = None,
    url: Url = _URL,
) -> None:
    """Send bulletins with suggestions; running it again sends only what is missing.

    Exit code 1 when a bulletin was refused: one line says why, and the others are still sent.
    """
    from extractor.labelstudio.push import push
    from extractor.labelstudio.suggestions import predict_item

    items, refused = _items(files or [], split)
    client = _client(url)
    if blind:
        report = push(client, title, items, say=_say)
    else:
        extractor = _extractor(model)
        report = push(
            client, title, items, say=_say, model=extractor.model,
            predict=lambda item: predict_item(extractor, item),
        )  # fmt: skip
    report.refused = [*refused, *report.refused]
    _report_push(report)


@annotate_app.command("pull")
def pull_command(
    *,
    title: Title,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder of the gold files.")
    ] = Path("annotations/pulled"),
    annotator: Annotated[str | None, typer.Option(help="Take this person's alone.")] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="Write the texts too, as training wants them.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite newer local gold.")] = False,
    url: Url = _URL,
) -> None:
    """Fetch annotations as gold files, each checked; exit code 1 when one was refused."""
    from extractor.labelstudio.pull import Wish, pull

    wish = Wish(output, annotator, texts=texts, force=force, local_text=_local_text())
    report = pull(_client(url), title, wish)
    for line in report.notes:
        _say(f"note: {line}")
    for line in report.refused:
        _say(f"refused: {line}")
    for path in report.written:
        _print(str(path))
    _say(
        f"{len(report.written)} written, {report.unchanged} unchanged, "
        f"{report.unannotated} not annotated yet, {len(report.refused)} refused"
    )
    if report.refused:
        raise typer.Exit(1)


@annotate_app.command("status")
def status_command(*, title: Title, json_: AsJson = False, url: Url = _URL) -> None:
    """Show how far each person is."""
    from dataclasses import asdict

    from extractor.labelstudio.review import read_status

    status = read_status(_client(url), title)
    if json_:
        _print(json.dumps(asdict(status), ensure_ascii=False, indent=1))
        return
    _print(
        f"{status.tasks} tasks: {status.untouched} open, {status.once} annotated once, "
        f"{status.several} several times"
    )
    for one in status.people:
        _print(
            f"{one.annotator}: {one.submitted} submitted ({one.refused} with faults), "
            f"{one.skipped} skipped, {one.minutes:.0f} min"
        )


@annotate_app.command("adjudicate")
def adjudicate_command(*, title: Title, url: Url = _URL) -> None:
    """Make a task for each bulletin whose two annotations differ, in a project of its own."""
    from extractor.labelstudio.review import adjudicate

    _report_push(adjudicate(_client(url), title, say=_say))


@annotate_app.command("agree")
def agree_command(*, title: Title, json_: AsJson = False, url: Url = _URL) -> None:
    """Compare the annotators by the scorers of evaluation; list where they differ."""
    from extractor.labelstudio.agreement import as_json, print_pairs
    from extractor.labelstudio.review import read_agreement

    pairs = read_agreement(_client(url), title)
    if json_:
        _print(json.dumps(as_json(pairs), ensure_ascii=False, indent=1))
    else:
        _print(print_pairs(pairs))


@annotate_app.command("next")
def next_command(
    *,
    title: Title,
    model: Model = None,
    count: Annotated[int, typer.Option("-n", min=1, help="How many to print.")] = 10,
    apply: Annotated[bool, typer.Option(help="Let the server serve in this order.")] = True,
    url: Url = _URL,
) -> None:
    """Rank the open bulletins: the model is unsure of them and they resemble no other."""
    from extractor.labelstudio.sampling import choose_next
    from extractor.labelstudio.suggestions import suggest

    extractor = _extractor(model)
    order = choose_next(
        _client(url), title, model=extractor.model, apply=apply,
        uncertainty=lambda item: 1 - suggest(
            extractor, item.text, doc_id=item.doc_id, province=item.province
        ).score,
    )  # fmt: skip
    for one in order[:count]:
        _print(
            f"{one.doc_id}\ttask {one.task}\tuncertainty {one.uncertainty:.2f}\t"
            f"novelty {one.novelty:.2f}"
        )
    _say(f"{len(order)} open bulletins ranked")


@annotate_app.command("backend")
def backend_command(
    *,
    model: Model = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 9090,
    title: Annotated[
        str | None,
        typer.Option("--project", "-p", help="Connect to this project; pull it to train."),
    ] = None,
    train_output: Annotated[
        Path, typer.Option(help="Folder of the pipelines that retraining makes.")
    ] = Path("build/annotate"),
    config: Annotated[Path, typer.Option(help="The training config of retraining.")] = Path(
        "training/config.cfg"
    ),
    copies: Annotated[int, typer.Option(help="Varied copies of every bulletin to train on.")] = 1,
    url: Url = _URL,
) -> None:
    """Serve live suggestions; with a project, retrain on demand from what people submitted."""
    from extractor.labelstudio.backend import Helper, create_app
    from extractor.labelstudio.retraining import make_trainer

    try:
        import uvicorn
    except ImportError as error:
        from extractor.errors import MissingExtra

        raise MissingExtra("uvicorn", "annotate") from error
    client = _client(url) if title else None
    train = None
    if client and title:
        words = ("--config", str(config), "--copies", str(copies))
        train = make_trainer(client, title, train_output, options=words)
    helper = Helper(lambda: _extractor(model), train=train)
    app = create_app(helper)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")
    )
    if client and title:
        _connect_when_up(client, title, server, port)
    _say(f"suggestions of {helper.version} on http://127.0.0.1:{port}; stop with Ctrl-C")
    with suppress(KeyboardInterrupt):  # uvicorn has closed in order and hands the Ctrl-C on
        server.run()


@annotate_app.command("server")
def server_command(
    *,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8080,
    environment: Annotated[
        Path | None, typer.Option(help="The server's own environment; default .venv-label-studio.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Its database; default ~/.local/share/extractor-label-studio."),
    ] = None,
) -> None:
    """Install a Label Studio server once and run it on this machine alone, until Ctrl-C."""
    import signal

    from extractor.labelstudio import server

    # a plain kill must end the server too, not leave it behind
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = data or server.default_data()
    program = server.install_server(environment or server.default_environment(), say=_say)
    account = server.make_account(folder)
    _say("starting the server (the first start takes some minutes)")
    with (folder / "server.log").open("ab") as log:
        process = server.start_server(program, folder, account, port=port, log=log)
        try:
            url = server.wait_for_server(process, port=port)
            _say(f"{url} is up; log in as {account.username}, password in {folder}/account.json")
            process.wait()
        except KeyboardInterrupt:
            _say("stopping")
        finally:
            server.stop_server(process)


def _connect_when_up(client: Client, title: str, server: object, port: int) -> None:
    """Register the backend with the project once it answers: the server asks it at once."""
    import threading
    import time

    from extractor.labelstudio.push import need_project

    project = need_project(client, title)

    def connect() -> None:
        while not getattr(server, "started", False):
            time.sleep(0.1)
        try:
            client.connect_backend(project, f"http://127.0.0.1:{port}", "extractor")
        except ExtractorError as error:
            _say(f"extractor: {error}")

    threading.Thread(target=connect, daemon=True).start()


def _items(files: list[str], split: str | None) -> tuple[list[Item], list[str]]:
    """Return the named bulletins, and one line for each file that cannot be read."""
    from extractor.corpus.store import load_bulletins
    from extractor.documents.reading import read_documents
    from extractor.labelstudio.push import Item

    members = load_bulletins(split) if split is not None else []
    items = [Item(b.doc_id, b.text, b.gold.province, b.gold.published) for b in members]
    refused: list[str] = []
    for outcome in read_documents(files):
        if isinstance(outcome, ExtractorError):
            refused.append(str(outcome))
        else:
            items.append(Item(outcome.doc_id, outcome.text, outcome.province, outcome.published))
    if not items and not refused:
        raise InputError("no bulletins named; give files or --split")
    return items, refused


def _local_text() -> LocalText:
    """Return how to find the local text of a bulletin: in the corpus of a checkout, if any."""
    from extractor.corpus.store import project_root

    try:
        folder = project_root() / "corpus" / "texts"
    except InputError:
        return lambda doc_id: None

    def read(doc_id: str) -> str | None:
        path = folder / f"{doc_id}.txt"
        return path.read_bytes().decode("utf-8") if path.exists() else None

    return read


def _client(url: str) -> Client:
    from extractor.labelstudio.client import Client, find_token

    return Client(url, find_token(url))


def _extractor(model: str | None) -> Extractor:
    """Load a model; without a shipped one say so and take the rules."""
    from extractor.labelstudio.retraining import load_version
    from extractor.pipeline import RULES

    if model is not None:
        return load_version(model)
    try:
        return load_version()
    except ModelError:
        _say("extractor: no trained model in this installation; suggesting by rules")
        return load_version(RULES)


def _report_push(report: Pushed) -> None:
    for line in report.refused:
        _say(f"refused: {line}")
    _say(
        f"{report.tasks} tasks and {report.predictions} suggestions sent, {report.kept} tasks were "
        f"there, {report.doubles} doubles removed, {len(report.refused)} refused"
    )
    _print(report.url)
    if report.refused:
        raise typer.Exit(1)


def _print(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
