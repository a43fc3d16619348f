"""The house rules that a program can check: size, platform, layers, secrets in the tree."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = [path for path in sorted((ROOT / "tanggap").rglob("*.py")) if "migrations" not in path.parts]
POSIX_ONLY = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "readline"}


def _functions() -> list[tuple[int, str]]:
    return sorted(
        (node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.name}")
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )


def test_functions_are_short() -> None:
    lengths = _functions()
    ninety_fifth = lengths[int(len(lengths) * 0.95) - 1][0]
    assert ninety_fifth <= 30, lengths[-20:]
    assert lengths[-1][0] <= 80, lengths[-5:]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in CODE
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_nothing_imports_what_windows_lacks() -> None:
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found |= {f"{path.name}: {name}" for name in names if name.split(".")[0] in POSIX_ONLY}
    assert not found


def test_templates_carry_no_inline_script_or_style() -> None:
    bad = re.compile(r"\son[a-z]+=|\sstyle=|<style|<script(?![^>]*\bsrc=)", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in (ROOT / "tanggap").rglob("*.html")
        for match in [bad.search(path.read_text(encoding="utf-8"))]
        if match
    ]
    assert not found


def test_the_stylesheet_is_light() -> None:
    sheets = list((ROOT / "tanggap").rglob("*.css"))
    assert sum(path.stat().st_size for path in sheets) < 48_000


def test_every_lock_line_is_pinned_and_hashed() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z0-9][\w.-]*(?:\[[^\]]*\])?==", text, re.MULTILINE)
        assert len(packages) > 30
        assert text.count("--hash=") >= len(packages)
        assert "://" not in text
