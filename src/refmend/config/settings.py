"""Everything that can be set, with its default and one clause about it; no decision."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

from msgspec import Meta, Struct

FailOn = Literal["error", "warning", "info", "never"]
FormatName = Literal["text", "json", "jsonl", "github", "sarif", "markdown", "rdjson"]
Positive = Annotated[float, Meta(gt=0)]
AtLeastOne = Annotated[int, Meta(ge=1)]


class Registries(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base URLs of the registries; each is completed with the path its service is known for."""

    crossref: Annotated[str, Meta(description="completed with /works")] = "https://api.crossref.org"
    datacite: Annotated[str, Meta(description="completed with /dois")] = "https://api.datacite.org"
    doi: Annotated[str, Meta(description="completed with /api/handles and /doiRA")] = "https://doi.org"
    arxiv: Annotated[str, Meta(description="completed with /api/query")] = "https://export.arxiv.org"
    arxiv_web: Annotated[str, Meta(description="completed with /abs")] = "https://arxiv.org"
    wayback: Annotated[str, Meta(description="completed with /web and /cdx")] = "https://web.archive.org"
    openalex: Annotated[str, Meta(description="completed with /works")] = "https://api.openalex.org"
    ncbi: Annotated[str, Meta(description="completed with /tools/idconv")] = "https://pmc.ncbi.nlm.nih.gov"
    openlibrary: Annotated[str, Meta(description="completed with /api/books")] = "https://openlibrary.org"
    canary: Annotated[
        str, Meta(description="a whole URL that answers 200 with the word success whenever there is a network")
    ] = "http://detectportal.firefox.com/success.txt"


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set. The field names are the configuration keys and, upper-cased, the variables."""

    paths: Annotated[tuple[str, ...], Meta(description="files and folders to check")] = ("references/",)
    report: Annotated[tuple[str, ...], Meta(description="report files to write; the suffix picks the format")] = ()
    byte_budget: Annotated[
        Annotated[int, Meta(ge=4000)] | None, Meta(description="most bytes of a Markdown report, 4000 at least")
    ] = None
    format: Annotated[FormatName, Meta(description="what goes to standard output")] = "text"
    fix: Annotated[bool, Meta(description="write safe fixes back")] = False
    unsafe_fixes: Annotated[bool, Meta(description="write all applicable fixes back")] = False
    diff: Annotated[bool, Meta(description="show the fixes as a unified diff and write nothing")] = False
    changed_since: Annotated[str | None, Meta(description="fail only for references changed since this git ref")] = None
    fail_on: Annotated[FailOn, Meta(description="the lowest severity that makes exit 1")] = "error"
    min_confidence: Annotated[Literal["low", "medium", "high"], Meta(description="findings below it do not count")] = (
        "low"
    )
    select: Annotated[tuple[str, ...], Meta(description="only these rules")] = ()
    ignore: Annotated[tuple[str, ...], Meta(description="all rules but these")] = ()
    severity: Annotated[dict[str, Literal["error", "warning", "info"]], Meta(description="severity by rule")] = {}
    baseline: Annotated[str | None, Meta(description="file of known findings that do not count")] = None
    write_baseline: Annotated[bool, Meta(description="remember the present findings as known")] = False
    no_ignores: Annotated[bool, Meta(description="count findings that a comment or the baseline silences")] = False
    offline: Annotated[bool, Meta(description="answer from the ledger only, send nothing")] = False
    second_opinion: Annotated[
        bool, Meta(description="ask OpenAlex too where a registry contradicts a title or a name")
    ] = True
    mailto: Annotated[str | None, Meta(description="address told to the registries, for their polite pool")] = None
    timeout: Annotated[Positive, Meta(description="seconds for one link, redirects included")] = 20.0
    max_time: Annotated[Positive | None, Meta(description="seconds for the whole run")] = None
    max_concurrency: Annotated[AtLeastOne, Meta(description="requests under way at once")] = 128
    max_per_host: Annotated[AtLeastOne, Meta(description="requests under way at once to one host")] = 4
    ledger: Annotated[str | None, Meta(description="memory of earlier answers (default: user cache folder)")] = None
    no_ledger: Annotated[bool, Meta(description="neither read nor write the ledger")] = False
    recheck: Annotated[bool, Meta(description="ask again what the ledger could answer")] = False
    allow_network: Annotated[tuple[str, ...], Meta(description="private networks (CIDR) that may be reached")] = ()
    quiet: Annotated[bool, Meta(description="print only the report")] = False
    verbose: Annotated[bool, Meta(description="print what is done")] = False
    color: Annotated[Literal["auto", "always", "never"], Meta(description="colours on standard output")] = "auto"
    exclude: Annotated[tuple[str, ...], Meta(description="path patterns (gitignore syntax) not to read")] = ()
    exclude_urls: Annotated[tuple[str, ...], Meta(description="hosts or regular expressions of URLs not to ask")] = ()
    accept: Annotated[dict[str, tuple[int, ...]], Meta(description="status codes that count as alive, by host")] = {}
    headers: Annotated[dict[str, dict[str, str]], Meta(description="request headers by host; sent nowhere else")] = {}
    per_file_ignores: Annotated[dict[str, tuple[str, ...]], Meta(description="rules ignored by path pattern")] = {}
    per_reference_ignores: Annotated[
        dict[str, tuple[str, ...]], Meta(description="rules ignored by entry key or identifier")
    ] = {}
    workspace: Annotated[str | None, Meta(description="folder that reports may not leave (default: current)")] = None
    registries: Annotated[Registries, Meta(description="base URLs, for mirrors")] = Registries()
    root: Annotated[
        str, Meta(description="folder that path patterns are relative to; set by where the configuration file is")
    ] = ""


@cache
def types() -> dict[str, Any]:
    """Return what each setting holds, its bounds left out."""
    return get_type_hints(Config)
