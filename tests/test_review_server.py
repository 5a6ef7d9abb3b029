from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

uvicorn = pytest.importorskip("uvicorn", reason="the extra 'review' is not installed")

from pipeline.review.run import open_run  # noqa: E402
from pipeline.review.server import make_app, remember, remembered  # noqa: E402
from pipeline.review.session import Session  # noqa: E402
from pipeline.review.store import DecisionLog, read_log  # noqa: E402
from tests.review_samples import PRESS, gold_run  # noqa: E402

TOKEN = "t" * 40


@contextmanager
def serving(app_of):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app_of(host), log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
    try:
        yield host
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    run = open_run(gold_run(tmp_path_factory.mktemp("server")))
    with DecisionLog(run.log) as log, serving(lambda host: make_app(Session(run, log, "李敏"), host, TOKEN, lambda card: ["依据"])) as host:
        yield host, run


def ask(host, path, body=None, method=None, **headers):
    said = {"Host": host, "X-Review-Token": TOKEN}
    if body is not None:
        said |= {"Origin": f"http://{host}", "Content-Type": "application/json"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.putrequest(method or ("GET" if body is None else "POST"), path, skip_host=True, skip_accept_encoding=True)
    for name, value in said.items():
        if value is not None:
            connection.putheader(name, value)
    if data is not None and said.get("Transfer-Encoding") == "chunked":
        data = b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
    elif data is not None and "Content-Length" not in said:
        connection.putheader("Content-Length", str(len(data)))
    connection.endheaders()
    if data is not None:
        with suppress(BrokenPipeError, ConnectionResetError):  # a server that refuses may answer before it has read everything
            connection.send(data)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, dict(answer.getheaders())


def accept(run, number=0, name="d-1", **more):
    return {"id": name, "action": "accept", "triple": run.cards[number]["id"], **more}


@pytest.mark.parametrize("name", ["localhost:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", "127.0.0.1.nip.io:{port}", "evil.example",
                                  "evil.example:{port}", "0.0.0.0:{port}", "2130706433:{port}", "127.1:{port}", "127.0.0.1:{port}.", None])
def test_another_host_is_refused(server, name):
    host, _ = server
    for path in ("/", "/api/run"):
        assert ask(host, path, Host=name and name.format(port=host.partition(":")[2]))[0] == 400


@pytest.mark.parametrize("headers, status", [
    ({"X_Review_Token": None}, 403), ({"X_Review_Token": "x" * 40}, 403), ({"X_Review_Token": ""}, 403), ({"X_Review_Token": "\xff"}, 403),
    ({"Origin": None}, 403), ({"Origin": "null"}, 403), ({"Origin": "http://evil.example"}, 403), ({"Origin": "https://{host}"}, 403),
    ({"Origin": "http://{host}.evil.example"}, 403), ({"Sec_Fetch_Site": "cross-site"}, 403), ({"Sec_Fetch_Site": "same-site"}, 403),
    ({"Sec_Fetch_Site": "none"}, 403), ({"Content_Type": "text/plain"}, 415), ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ({"Content_Length": str(64 * 1024 + 1)}, 413),
])
def test_a_decision_from_elsewhere_is_refused(server, headers, status):
    host, run = server
    before = run.log.read_bytes()
    said = {name: value and value.format(host=host) for name, value in headers.items()}
    assert ask(host, "/api/decisions", accept(run), **said)[0] == status
    assert run.log.read_bytes() == before


@pytest.mark.parametrize("headers", [{"X_Review_Token": None}, {"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}])
@pytest.mark.parametrize("path", ["/api/run", f"/api/text?doc={PRESS.name}", "/api/explain?triple=x", "/api/figures?doc=x", "/api/read?doc=x", "/api/changes?after=0"])
def test_nothing_is_read_without_the_token_or_from_elsewhere(server, path, headers):
    assert ask(server[0], path, **headers)[0] == 403


@pytest.mark.parametrize("coding", [None, "chunked"])
def test_a_body_that_is_larger_than_allowed_is_refused(server, coding):
    host, _ = server
    assert ask(host, "/api/decisions", b" " * (70 * 1024), Transfer_Encoding=coding)[0] == 413


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/%2e%2e/setup.cfg", "/static/../server.py", "/server.py", "/review.js/../../store.py",
                                  "//etc/passwd", "/api/text?doc=../../setup.cfg", "/api/text?doc=/etc/passwd", "/.env"])
def test_no_path_leads_out_of_the_page(server, path):
    assert ask(server[0], path)[0] == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(server, method):
    assert ask(server[0], "/api/decisions", method=method)[0] == 405


def test_every_answer_carries_the_safe_headers(server):
    host, _ = server
    for path, status in (("/", 200), ("/review.js", 200), ("/api/run", 200), ("/nothing", 404)):
        found, _, headers = ask(host, path)
        policy = headers["content-security-policy"]
        assert found == status
        assert "default-src 'none'" in policy and "require-trusted-types-for 'script'" in policy and "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["x-frame-options"], headers["cache-control"]) == ("nosniff", "DENY", "no-store")


def test_the_page_itself_says_nothing_of_the_run(server):
    host, run = server
    status, text, _ = ask(host, "/", X_Review_Token=None)
    assert status == 200 and run.name not in text and TOKEN not in text


@pytest.mark.parametrize("change, message", [
    ({"action": "delete"}, "action"), ({"id": "a b"}, "id"), ({"triple": "nothing"}, "no triple"), ({"extra": 1}, "extra"),
    ({"action": "correct"}, "needs the corrected"), ({"action": "redo"}, "nothing to redo"), ({"action": "add"}, "needs its document"),
    ({"comment": "x" * 5000}, "comment"), ({"after": -1}, "after"), ({"seconds": "nan"}, "seconds"),
])
def test_a_decision_that_makes_no_sense_is_refused_and_not_written(server, change, message):
    host, run = server
    before = run.log.read_bytes()
    status, text, _ = ask(host, "/api/decisions", accept(run, name="d-odd") | change)
    assert status in (404, 409, 422) and message in json.loads(text)["error"]
    assert run.log.read_bytes() == before


def test_corrections_are_checked_field_by_field(server):
    host, run = server
    card = next(card for card in run.cards if card["quantity"]["text"] == "5.3万个")
    good = {"speaker": "陈金山", "speaker_kind": "person", "speaker_titles": [], "subject": " 全市 ", "predicate": "建成", "object": "",
            "quantity": {**card["quantity"], "text": "something else", "value": "53,000"}, "time": {"text": None, "start": "", "end": None},
            "status": "actual", "comparison": None, "place": None, "section": "turn", "spans": {"subject": [0, 2]}}
    wrong = [{"quantity": {**good["quantity"], "value": "many"}}, {"quantity": {**good["quantity"], "kind": "bag"}}, {"status": "maybe"},
             {"quantity": {**good["quantity"], "low": "1"}}, {"quantity": {**good["quantity"], "value": None}}, {"spans": {"subject": [5, 5]}},
             {"spans": {"subject": [0, 10**9]}}, {"spans": {"body": [0, 1]}}, {"time": {"text": "今年", "start": "2021-13-01", "end": None}},
             {"subject": "x" * 501}, {"quantity": {**good["quantity"], "start": 9, "end": 3}}]
    for change in wrong:
        assert ask(host, "/api/decisions", accept(run, name="d-bad") | {"action": "correct", "corrected": good | change})[0] == 422
    status, text, _ = ask(host, "/api/decisions", {"id": "d-good", "action": "correct", "triple": card["id"], "corrected": good})
    assert status == 200
    corrected = json.loads(text)["states"][0]["state"]["corrected"]
    assert (corrected["subject"], corrected["object"], corrected["time"]) == ("全市", None, None)
    assert (corrected["quantity"]["text"], corrected["quantity"]["value"]) == ("5.3万个", "53000")


def test_a_decision_is_in_the_log_when_the_answer_comes_and_only_once(server):
    host, run = server
    for _ in range(3):
        status, text, _ = ask(host, "/api/decisions", accept(run, 5, "d-thrice"))
        assert status == 200 and json.loads(text)["states"]
        assert [row.id for row in read_log(run.log)].count("d-thrice") == 1


def test_a_selection_is_read_by_the_rules(server):
    host, _ = server
    raw = PRESS.read_text("utf-8")
    at = raw.index("5.3万个")
    status, text, _ = ask(host, f"/api/read?doc={PRESS.name}&start={at}&end={at + 5}")
    figure = json.loads(text)["quantity"]
    assert status == 200 and (figure["value"], figure["unit"], figure["kind"]) == ("53000", "个", "count")


def test_the_token_file_is_only_the_owners(tmp_path):
    log = tmp_path / "run.decisions.jsonl"
    first = remembered(log)
    remember(log, first.__class__(4711, first.token))
    path = tmp_path / ".run.decisions.session"
    assert path.stat().st_mode & 0o777 == 0o600
    assert remembered(log) == first.__class__(4711, first.token)
    path.chmod(0o644)
    assert remembered(log).token != first.token
    os.remove(path)
    path.symlink_to(tmp_path / "other")
    assert remembered(log).token != first.token
