"""Observations written short, and a judge run to its end against scripted answers."""

from __future__ import annotations

from msgspec.structs import replace

from refmend.judge import Ask, JudgeContext, judge
from refmend.model import Answer, Fault, LinkStatus, Observation

URL = "https://site.example/papers/smith"
HTML = (("content-type", "text/html; charset=utf-8"),)
TEXT = "<p>" + "The corpus was sampled in two rounds and every entry was read by hand. " * 8 + "</p>"


def page(title: str = "A Study of Things", body: str = TEXT, h1: str | None = None) -> bytes:
    return f"<!doctype html><title>{title}</title><h1>{title if h1 is None else h1}</h1>{body}".encode()


def answer(
    status: int = 200, body: bytes | None = None, url: str = URL, *, hops=(), headers=HTML, **more
) -> Observation:
    """`hops` are (url, status[, headers]) of the redirects before the last answer."""
    answers = [Answer(hop[0], hop[1], tuple(hop[2]) if len(hop) > 2 else ()) for hop in hops]
    answers.append(Answer(url, status, tuple(headers)))
    content = page() if body is None and 200 <= status < 400 else body or b""
    first = answers[0].url
    return Observation(first, answers=tuple(answers), body=content, at=1000.0, **more)


def fault(kind: Fault, detail: str = "", url: str = URL, answers=(), **more) -> Observation:
    return Observation(url, fault=kind, detail=detail, answers=tuple(answers), **more)


def verdict(*seen: Observation, url: str = URL, network: str = "good", **context) -> LinkStatus:
    """Feed the observations in order; the judge must want exactly as many."""
    status, asks = run(*seen, url=url, network=network, **context)
    assert len([ask for ask in asks if not ask.about_network]) == len(seen), [ask.purpose for ask in asks]
    return status


def run(*seen: Observation, url: str = URL, network: str = "good", **context) -> tuple[LinkStatus, list[Ask]]:
    """Return the verdict and what the judge asked for on the way; the last observation is repeated at need."""
    settings = JudgeContext(**context)
    given: list[Observation] = []
    asks: list[Ask] = []
    for _ in range(20):
        step = judge(url, given, settings)
        if isinstance(step, LinkStatus):
            return step, asks
        asks.append(step)
        if step.about_network:
            settings = replace(settings, network=network)
        else:
            given.append(seen[min(len(given), len(seen) - 1)])
    raise AssertionError("no verdict")
