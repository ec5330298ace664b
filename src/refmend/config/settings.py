"""Everything that can be set, with its default and one clause about it; no decision."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FailOn = Literal["error", "warning", "info", "never"]
FormatName = Literal["text", "json", "jsonl", "github", "sarif", "markdown", "rdjson"]
Positive = Annotated[float, Field(gt=0)]


class Registries(BaseModel):
    """Base URLs of the registries; each is completed with the path its service is known for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    crossref: str = Field(default="https://api.crossref.org", description="completed with /works")
    datacite: str = Field(default="https://api.datacite.org", description="completed with /dois")
    doi: str = Field(default="https://doi.org", description="completed with /api/handles and /doiRA")
    arxiv: str = Field(default="https://export.arxiv.org", description="completed with /api/query")
    arxiv_web: str = Field(default="https://arxiv.org", description="completed with /abs")
    wayback: str = Field(default="https://web.archive.org", description="completed with /web and /cdx")
    openalex: str = Field(default="https://api.openalex.org", description="completed with /works")
    ncbi: str = Field(default="https://pmc.ncbi.nlm.nih.gov", description="completed with /tools/idconv")
    openlibrary: str = Field(default="https://openlibrary.org", description="completed with /api/books")
    canary: str = Field(
        default="http://detectportal.firefox.com/success.txt",
        description="a whole URL that answers 200 with the word success whenever there is a network",
    )


class Config(BaseModel):
    """Everything that can be set. The field names are the configuration keys and, upper-cased, the variables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paths: tuple[str, ...] = Field(default=("references/",), description="files and folders to check")
    report: tuple[str, ...] = Field(default=(), description="report files to write; the suffix picks the format")
    byte_budget: int | None = Field(default=None, ge=4000, description="most bytes of a Markdown report, 4000 at least")
    format: FormatName = Field(default="text", description="what goes to standard output")
    fix: bool = Field(default=False, description="write safe fixes back")
    unsafe_fixes: bool = Field(default=False, description="write all applicable fixes back")
    diff: bool = Field(default=False, description="show the fixes as a unified diff and write nothing")
    changed_since: str | None = Field(default=None, description="fail only for references changed since this git ref")
    fail_on: FailOn = Field(default="error", description="the lowest severity that makes exit 1")
    min_confidence: Literal["low", "medium", "high"] = Field(
        default="low", description="findings below it do not count"
    )
    select: tuple[str, ...] = Field(default=(), description="only these rules")
    ignore: tuple[str, ...] = Field(default=(), description="all rules but these")
    severity: dict[str, Literal["error", "warning", "info"]] = Field(default={}, description="severity by rule")
    baseline: str | None = Field(default=None, description="file of known findings that do not count")
    write_baseline: bool = Field(default=False, description="remember the present findings as known")
    no_ignores: bool = Field(default=False, description="count findings that a comment or the baseline silences")
    offline: bool = Field(default=False, description="answer from the ledger only, send nothing")
    second_opinion: bool = Field(
        default=True, description="ask OpenAlex too where a registry contradicts a title or a name"
    )
    mailto: str | None = Field(default=None, description="address told to the registries, for their polite pool")
    timeout: Positive = Field(default=20.0, description="seconds for one link, redirects included")
    max_time: Positive | None = Field(default=None, description="seconds for the whole run")
    max_concurrency: int = Field(default=128, gt=0, description="requests under way at once")
    max_per_host: int = Field(default=4, gt=0, description="requests under way at once to one host")
    ledger: str | None = Field(default=None, description="memory of earlier answers (default: user cache folder)")
    no_ledger: bool = Field(default=False, description="neither read nor write the ledger")
    recheck: bool = Field(default=False, description="ask again what the ledger could answer")
    allow_network: tuple[str, ...] = Field(default=(), description="private networks (CIDR) that may be reached")
    quiet: bool = Field(default=False, description="print only the report")
    verbose: bool = Field(default=False, description="print what is done")
    color: Literal["auto", "always", "never"] = Field(default="auto", description="colours on standard output")
    exclude: tuple[str, ...] = Field(default=(), description="path patterns (gitignore syntax) not to read")
    exclude_urls: tuple[str, ...] = Field(default=(), description="hosts or regular expressions of URLs not to ask")
    accept: dict[str, tuple[int, ...]] = Field(default={}, description="status codes that count as alive, by host")
    headers: dict[str, dict[str, str]] = Field(default={}, description="request headers by host; sent nowhere else")
    per_file_ignores: dict[str, tuple[str, ...]] = Field(default={}, description="rules ignored by path pattern")
    per_reference_ignores: dict[str, tuple[str, ...]] = Field(
        default={}, description="rules ignored by entry key or identifier"
    )
    workspace: str | None = Field(default=None, description="folder that reports may not leave (default: current)")
    registries: Registries = Field(default_factory=Registries, description="base URLs, for mirrors")
    root: str = Field(
        default="", description="folder that path patterns are relative to; set by where the configuration file is"
    )
