from __future__ import annotations

import msgspec
import pytest

from refmend.config import Config, load, shown
from refmend.errors import ConfigError, RefmendError, UsageError


def read(cwd, flags=None, environ=None, **more):
    return load(flags or {}, environ=environ or {}, cwd=cwd, **more)


def test_flag_over_environment_over_file_over_default(tmp_path) -> None:
    (tmp_path / "refmend.toml").write_text("timeout = 1\nmax-per-host = 1\nmax-concurrency = 1\n")
    environ = {"REFMEND_TIMEOUT": "2", "REFMEND_MAX_PER_HOST": "2"}
    config, origins = read(tmp_path, {"timeout": 3.0, "mailto": None}, environ)
    assert (config.timeout, config.max_per_host, config.max_concurrency, config.mailto) == (3, 2, 1, None)
    assert origins == {
        "timeout": "flag --timeout",
        "max_per_host": "variable REFMEND_MAX_PER_HOST",
        "max_concurrency": str(tmp_path / "refmend.toml"),
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ((".refmend.toml", "refmend.toml", "pyproject.toml"), ".refmend.toml"),
        (("refmend.toml", "pyproject.toml"), "refmend.toml"),
        (("pyproject.toml",), "pyproject.toml"),
    ],
)
def test_the_order_within_a_folder(tmp_path, files, expected) -> None:
    for number, name in enumerate(files, 1):
        head = "[tool.refmend]\n" if name == "pyproject.toml" else ""
        (tmp_path / name).write_text(f"{head}max-per-host = {number}\n")
    config, origins = read(tmp_path)
    assert config.max_per_host == files.index(expected) + 1
    assert origins["max_per_host"].endswith(expected)


def test_the_nearest_file_alone_counts_and_its_paths_are_relative_to_it(tmp_path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.refmend]\npaths = ["lists/", "/abs", "-"]\nbaseline = "base.json"\nquiet = true\n'
    )
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    config, _ = read(inner)
    assert (config.paths, config.baseline, config.root) == (
        ("../../lists/", "/abs", "-"),
        "../../base.json",
        str(tmp_path),
    )
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    (inner / "refmend.toml").write_text('paths = "one.md"\n')
    config, _ = read(inner)
    assert (config.paths, config.baseline, config.quiet) == (("one.md",), None, False)


def test_the_search_ends_at_the_root_of_the_repository(tmp_path) -> None:
    (tmp_path / "refmend.toml").write_text("quiet = true\n")
    inner = tmp_path / "repo" / "sub"
    inner.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    assert read(inner)[0] == Config()


def test_a_named_file_and_no_file(tmp_path) -> None:
    (tmp_path / "refmend.toml").write_text("quiet = true\n")
    (tmp_path / "other.toml").write_text("verbose = true\n")
    assert read(tmp_path, config_path="other.toml")[0].verbose
    assert read(tmp_path, environ={"REFMEND_CONFIG": "other.toml"})[0].verbose
    assert read(tmp_path, isolated=True)[0] == Config()
    assert read(tmp_path, environ={"REFMEND_ISOLATED": "1"})[0] == Config()


def test_the_environment_says_lists_tables_and_switches(tmp_path) -> None:
    environ = {
        "REFMEND_SELECT": "dead-link, title-mismatch",
        "REFMEND_EXCLUDE_URLS": "^https://a/{1,2}\n^b",
        "REFMEND_QUIET": "yes",
        "REFMEND_VERBOSE": "0",
        "REFMEND_MAILTO": "",
        "REFMEND_ACCEPT": '{"example.org": [403]}',
        "REFMEND_REGISTRIES__CROSSREF": "http://mirror",
        "REFMEND_REGISTRIES__ARXIV_WEB": "http://axv",
        "REFMEND_SEVERITY__DEAD_LINK": "warning",
        "REFMEND_SECRET_TOKEN": "x",
        "REFMEND_WRAPPER_OF_SOMEBODY": "x",
    }
    config, origins = read(tmp_path, environ=environ)
    assert config.select == ("dead-link", "title-mismatch")
    assert config.exclude_urls == ("^https://a/{1,2}", "^b")
    assert (config.quiet, config.verbose, config.mailto) == (True, False, None)
    assert config.accept == {"example.org": (403,)}
    assert (config.registries.crossref, config.registries.arxiv_web) == ("http://mirror", "http://axv")
    assert config.registries.datacite == "https://api.datacite.org"
    assert config.severity == {"dead-link": "warning"}
    assert origins["registries.crossref"] == "variable REFMEND_REGISTRIES__CROSSREF"


def test_registries_of_file_and_environment_join(tmp_path) -> None:
    (tmp_path / "refmend.toml").write_text('[registries]\narxiv-web = "http://a"\ncrossref = "http://file"\n')
    config, _ = read(tmp_path, environ={"REFMEND_REGISTRIES__CROSSREF": "http://env"})
    assert (config.registries.arxiv_web, config.registries.crossref) == ("http://a", "http://env")


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("max-per-hots = 1", "max-per-hots", "did you mean 'max-per-host'?"),
        ("zzz = 1", "zzz", "refmend config"),
        ("root = '/'", "root", ""),
        ("max-per-host = 0", "max-per-host: Expected `int` >= 1 (not 0)", ""),
        ("fail-on = 'eror'", "fail-on", "did you mean 'error'?"),
        ("[tool.refmend]\nquiet = true", "tool", "only a pyproject.toml"),
        ("registries.crosref = 'x'", "crosref", "did you mean 'crossref'?"),
        ("registries = 3", "registries", ""),
        ("quiet = ", "not valid TOML", ""),
        ("allow-network = ['10.0.0.0/99']", "allow-network", ""),
        ("exclude-urls = ['(']", "exclude-urls: no regular expression", ""),
        ("mailto = 'nobody'", "mailto", ""),
        ("accept = { 'example.org' = ['x'] }", "accept.example.org.0", ""),
        ("[headers.'example.org']\nAuthorization = 'Bearer ${GITHUB_TOKEN}'", "GITHUB_TOKEN", "REFMEND_SECRET_"),
        ("[headers.'example.org']\nAuthorization = 'Bearer ${REFMEND_SECRET_X}'", "REFMEND_SECRET_X is not set", ""),
        ("[headers.'example.org']\nAuthorization = \"a\\r\\nEvil: b\"", "one line", ""),
    ],
)
def test_a_bad_file_is_an_error_with_place_and_hint(tmp_path, text, said, hint) -> None:
    (tmp_path / "refmend.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(tmp_path)
    assert said in str(caught.value)
    assert hint in caught.value.hint
    assert caught.value.hint


@pytest.mark.parametrize(
    ("flags", "environ", "kind", "said"),
    [
        ({"fail_on": "eror"}, {}, UsageError, "--fail-on"),
        ({"max_per_host": -1}, {}, UsageError, "--max-per-host"),
        ({"allow_network": ("nonsense",)}, {}, UsageError, "--allow-network"),
        ({}, {"REFMEND_MAX_PRE_HOST": "3"}, ConfigError, "REFMEND_MAX_PRE_HOST"),
        ({}, {"REFMEND_TIMEOUT": "soon"}, ConfigError, "REFMEND_TIMEOUT"),
        ({}, {"REFMEND_QUIET": "perhaps"}, ConfigError, "REFMEND_QUIET"),
        ({}, {"REFMEND_ACCEPT": "{"}, ConfigError, "REFMEND_ACCEPT"),
        ({}, {"REFMEND_REGISTRIES__CROSREF": "x"}, ConfigError, "REFMEND_REGISTRIES__CROSREF"),
        ({}, {"REFMEND_HEADERS__X": "x"}, ConfigError, "REFMEND_HEADERS__X"),
        ({}, {"REFMEND_CONFIG": "none.toml"}, ConfigError, "none.toml"),
    ],
)
def test_a_bad_flag_or_variable_is_named(tmp_path, flags, environ, kind, said) -> None:
    with pytest.raises(kind) as caught:
        read(tmp_path, flags, environ)
    assert said in str(caught.value)
    assert caught.value.hint


def test_a_header_may_refer_to_a_variable_meant_for_it(tmp_path) -> None:
    (tmp_path / "refmend.toml").write_text("[headers.'example.org']\nAuthorization = 'Bearer ${REFMEND_SECRET_X}'\n")
    config, _ = read(tmp_path, environ={"REFMEND_SECRET_X": "hush"})
    assert config.headers == {"example.org": {"Authorization": "Bearer hush"}}
    assert "hush" not in str(shown(config))


def test_an_error_never_prints_a_header(tmp_path) -> None:
    (tmp_path / "refmend.toml").write_text("[headers.'example.org']\nAuthorization = ['hush']\n")
    with pytest.raises(ConfigError) as caught:
        read(tmp_path)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("value", ["../out.json", "/tmp/out.json", "link/out.json", "a/../../out.json"])  # noqa: S108 - only named
@pytest.mark.parametrize("key", ["report", "baseline", "ledger", "workspace"])
def test_a_file_that_a_repository_brings_names_no_place_outside_it_to_write_to(tmp_path, key, value) -> None:
    inner = tmp_path / "repository"
    inner.mkdir()
    (inner / "link").symlink_to(tmp_path)
    (inner / "refmend.toml").write_text(f"{key} = {value!r}\n")
    with pytest.raises(ConfigError, match="outside"):
        read(inner)
    assert read(inner, {}, {f"REFMEND_{key.upper()}": value}, isolated=True)
    (inner / "refmend.toml").write_text(f"{key} = 'sub/out.json'\n")
    read(inner)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a = " + b"[" * 3000, b"#" * 2_000_000, b"quiet = true\x00"])
def test_hostile_files_are_errors(tmp_path, data) -> None:
    (tmp_path / "refmend.toml").write_bytes(data)
    with pytest.raises(RefmendError):
        read(tmp_path)


def test_a_broken_project_file_of_somebody_else_is_not_ours_to_judge(tmp_path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool\n")
    assert read(tmp_path)[0] == Config()
    (tmp_path / "pyproject.toml").write_text("[tool.refmend\n")
    with pytest.raises(ConfigError):
        read(tmp_path)


def test_every_setting_is_described() -> None:
    assert all(field.type.__metadata__[-1].description for field in msgspec.structs.fields(Config))
