"""A page for trying WhatsApp by hand: be a citizen on the left, read what came back."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from testkit.graph.server import Graph

_SHELL = """<!doctype html><html lang="id"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Pengganti WhatsApp</title>
<style>body{{font:16px/1.5 system-ui;max-width:44rem;margin:1rem auto;padding:0 1rem}}
.in{{background:#eef6f3}}.out{{background:#fff7e6;margin-left:4rem}}
p{{padding:.6rem;border-radius:.5rem;white-space:pre-wrap}}
form{{display:grid;gap:.5rem;margin:1rem 0}}input,textarea,button{{font:inherit;padding:.5rem}}
</style><h1>Pengganti WhatsApp (hanya di laptop ini)</h1>
<p>Hook: {hook}<br>Terkirim ke hook: {delivered}, ditolak lalu diulang: {refused}</p>
<form method="post" action="/hand/say"><label>Nomor warga <input name="who" value="{who}"></label>
<label>Nama <input name="name" value="{name}"></label>
<label>Pesan <textarea name="text" rows="3" required></textarea></label>
<button>Kirim sebagai warga</button></form>{log}"""


def render(graph: "Graph") -> bytes:
    """Return the page: newest first."""
    rows = []
    for line in reversed(graph.state.log[-60:]):
        item = line["item"]
        text = item.get("text", {}).get("body") or f"[{item.get('type')}]"
        side, who = ("in", line["who"]) if line["in"] else ("out", f"Puskesmas → {line['who']}")
        rows.append(f'<p class="{side}"><b>{escape(who)}</b>\n{escape(text)}</p>')
    return _SHELL.format(
        hook=escape(graph.postman.hook_url or "(belum diisi)"),
        delivered=graph.postman.delivered,
        refused=graph.postman.refused,
        who="628000000001",
        name="Bu Siti",
        log="".join(rows),
    ).encode()


def act(graph: "Graph", what: str, form: dict[str, list[str]]) -> None:
    """Do what the form asks: a citizen says something."""
    text = form.get("text", [""])[0].strip()
    who = "".join(filter(str.isdigit, form.get("who", [""])[0])) or "628000000001"
    if what == "say" and text:
        graph.says(who, text, form.get("name", [""])[0])
