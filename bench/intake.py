"""Durable intake: how many messages a second each side takes so that none can be lost."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from bench import ours, theirs
from bench.choices import CLIENTS, FOLDER, Choices
from bench.client import Load, drive
from bench.stores import Filled

Measured = dict[str, Any]
_WARM_UP = 200
_MOST_A_SECOND = 9_000
_BACKLOG_PATIENCE = 180.0
_UNREAD = "SELECT count(*) FROM gateway_arrival WHERE state = 'new'"


def of_ours(filled: Filled, choices: Choices, more: Mapping[str, str]) -> list[Measured]:
    """Return the intake of our hook at each number of clients, each on a fresh copy."""
    return [_ours_once(filled, choices, clients, more) for clients in CLIENTS]


def _ours_once(filled: Filled, choices: Choices, clients: int, more: Mapping[str, str]) -> Measured:
    env = {**filled.fresh(), **more}
    port, seconds = choices.port, choices.load_seconds
    with ours.served(env, port, FOLDER / "ours.log"):
        _drive(port, iter(ours.deliveries(_WARM_UP, port, "warm")), clients, 60)
        _until_read(env)
        calls = ours.deliveries(int(_MOST_A_SECOND * seconds), port, f"c{clients}")
        load = _drive(port, iter(calls), clients, seconds)
    return _told(load, 200, clients, "signed WhatsApp hook")


def of_theirs(filled: Filled, choices: Choices, more: Mapping[str, str]) -> list[Measured]:
    """Return the intake of their quicker door: the public form, or REST with a session."""
    found: list[Measured] = []
    for clients in CLIENTS:
        env = {**filled.fresh(), **more}
        with theirs.served(env, choices.port + 1, FOLDER / "theirs.log"):
            ways = [_theirs_once(way, choices, clients) for way in ("form", "rest")]
        best = max(ways, key=lambda one: float(one["per_second"]))
        found.append({**best, "both": {one["door"]: one["per_second"] for one in ways}})
    return found


def _theirs_once(way: str, choices: Choices, clients: int) -> Measured:
    port, seconds = choices.port + 1, choices.load_seconds
    calls, success = theirs.creations(way, int(1_500 * seconds), port)
    requests = iter(calls)
    _drive(port, _some(requests, 20), min(clients, 4), 60)
    return _told(_drive(port, requests, clients, seconds), success, clients, way)


def _some(requests: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield next(requests)


def _drive(port: int, requests: Iterator[bytes], clients: int, seconds: float) -> Load:
    return drive(("127.0.0.1", port), requests, clients, seconds)


def _told(load: Load, success: int, clients: int, door: str) -> Measured:
    """Return a load in words; raises ``RuntimeError`` when a request was not taken."""
    refused = {status: n for status, n in load.statuses.items() if status != success}
    if not load.statuses[success]:
        raise RuntimeError(f"{door}: nothing was taken: {refused}")
    return {
        "door": door,
        "clients": clients,
        "per_second": round(load.per_second(success), 1),
        "taken": load.statuses[success],
        "refused": sum(refused.values()),
        "p50_ms": round(load.p(0.5), 2),
        "p99_ms": round(load.p(0.99), 2),
    }


def until_visible(filled: Filled, choices: Choices) -> Measured:
    """Deliver a burst at 16 clients; return messages a second until all stand in triage."""
    count = 300 if choices.is_quick else 3_000
    env = filled.fresh()
    with ours.served(env, choices.port, FOLDER / "ours.log"):
        _drive(choices.port, iter(ours.deliveries(_WARM_UP, choices.port, "warm")), 16, 60)
        _until_read(env)
        calls = ours.deliveries(count, choices.port, "seen")
        started = time.perf_counter()
        load = _drive(choices.port, iter(calls), 16, 120)
        left = _until_read(env)
        took = time.perf_counter() - started
        alone = _one_alone(env, choices)
    return {
        "messages": count,
        "taken_per_second": round(load.per_second(200), 1),
        "visible_per_second": round((count - left) / took, 1),
        "left": left,
        "one_alone_ms": round(alone, 1),
    }


def _one_alone(env: Mapping[str, str], choices: Choices) -> float:
    """Return the milliseconds until a single message, delivered to a calm site, is read."""
    started = time.perf_counter()
    _drive(choices.port, iter(ours.deliveries(1, choices.port, "alone")), 1, 60)
    _until_read(env, pause=0.005)
    return (time.perf_counter() - started) * 1000


def _until_read(env: Mapping[str, str], pause: float = 0.05) -> int:
    """Wait until the worker has read every arrival; return how many it has not."""
    until = time.monotonic() + _BACKLOG_PATIENCE
    while (left := _unread(env)) and time.monotonic() < until:
        time.sleep(pause)
    return left


def _unread(env: Mapping[str, str]) -> int:
    if url := env["DATABASE_URL"]:
        with psycopg.connect(url) as postgres:
            return int((postgres.execute(_UNREAD.encode()).fetchone() or (0,))[0])
    lite = sqlite3.connect(f"file:{env['TANGGAP_HOME']}/tanggap.sqlite3?mode=ro", uri=True)
    try:
        return int(lite.execute(_UNREAD).fetchone()[0])
    finally:
        lite.close()
