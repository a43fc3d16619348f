"""Prints the table of roles for the docs: ``python -m tanggap.base.roles_page > docs/peran.md``."""

import os

import django


def page() -> str:
    """Return the table as Markdown, step by step, in the order of the code."""
    from tanggap.base.models import Role
    from tanggap.base.roles import RIGHTS

    lines = [
        "# Peran: siapa dapat melihat dan melakukan apa",
        "",
        "Dibuat dari `tanggap/base/roles.py`; jangan diubah dengan tangan "
        "(`python -m tanggap.base.roles_page > docs/peran.md`).",
        "",
        "*Entri mana* yang terlihat juga ditentukan oleh unit dan kerahasiaannya: pegawai yang "
        "diadukan tidak pernah menemui entrinya. Baris tanpa tanda dikerjakan aplikasi sendiri.",
        "",
        "| Dapat | " + " | ".join(role.label for role in Role) + " | Nama |",
        "|---|" + ":-:|" * len(Role) + "---|",
    ]
    for name, right in RIGHTS.items():
        cells = ["●" if role in right.roles else "" for role in Role]
        lines.append(f"| {right.label} | " + " | ".join(cells) + f" | `{name}` |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
    django.setup()
    print(page(), end="")
