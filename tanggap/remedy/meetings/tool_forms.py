"""What is typed into the tools: one form each for 5 whys, fishbone and USG."""

from typing import Any
from uuid import uuid4

from django import forms

from tanggap.base.typed import mark_of
from tanggap.remedy.meetings.models import RootCause
from tanggap.remedy.meetings.tools import (
    BONES,
    LONGEST,
    MOST_CAUSES,
    MOST_WHYS,
    Fishbone,
    Scored,
    Tool,
    Usg,
    Whys,
    lines_of,
    read_tool,
)

_ROWS = 6
_SCORES = [(str(n), str(n)) for n in range(1, 6)]


class ToolForm(forms.Form):
    """A tool with the key it is kept by, and the mark of what was kept when it was opened."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    @property
    def tool(self) -> Tool:
        raise NotImplementedError


class WhysForm(ToolForm):
    """The problem, then «mengapa?» as often as it takes."""

    problem = forms.CharField(label="Masalah", max_length=LONGEST)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for n in range(1, MOST_WHYS + 1):
            label = f"Mengapa {n}" if n > 1 else "Mengapa itu terjadi?"
            field = forms.CharField(label=label, max_length=LONGEST, required=False)
            field.is_sometimes_needed = True  # type: ignore[attr-defined]
            self.fields[f"why-{n}"] = field

    @property
    def tool(self) -> Tool:
        said = self.cleaned_data
        answers = [said[f"why-{n}"].strip() for n in range(1, MOST_WHYS + 1)]
        return Whys(said["problem"].strip(), [one for one in answers if one])


class FishboneForm(ToolForm):
    """The effect, and possible causes by bone, one a line."""

    problem = forms.CharField(label="Masalah (kepala ikan)", max_length=LONGEST)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for key, label in BONES.items():
            field = forms.CharField(
                label=label,
                required=False,
                max_length=MOST_CAUSES * LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            field.is_sometimes_needed = True  # type: ignore[attr-defined]
            self.fields[f"bone-{key}"] = field

    @property
    def tool(self) -> Tool:
        said = self.cleaned_data
        causes = {key: lines_of(said[f"bone-{key}"], MOST_CAUSES) for key in BONES}
        return Fishbone(said["problem"].strip(), causes)


class UsgForm(ToolForm):
    """Problems with urgency, seriousness and growth from 1 to 5."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for n in range(1, _ROWS + 1):
            self.fields[f"problem-{n}"] = forms.CharField(
                label=f"Masalah {n}", max_length=LONGEST, required=False
            )
            for key, label in (("u", "Urgency"), ("s", "Seriousness"), ("g", "Growth")):
                self.fields[f"{key}-{n}"] = forms.ChoiceField(
                    label=f"{label} masalah {n}", choices=_SCORES, required=False
                )

    @property
    def rows(self) -> list[list[Any]]:
        return [
            [self[f"{name}-{n}"] for name in ("problem", "u", "s", "g")]
            for n in range(1, _ROWS + 1)
        ]

    @property
    def tool(self) -> Tool:
        said, rows = self.cleaned_data, []
        for n in range(1, _ROWS + 1):
            problem = said[f"problem-{n}"].strip()
            if problem:
                rows.append(Scored(problem, *(int(said[f"{k}-{n}"] or 1) for k in "usg")))
        return Usg(rows)


FORMS: dict[str, type[ToolForm]] = {
    RootCause.Kind.WHYS.value: WhysForm,
    RootCause.Kind.FISHBONE.value: FishboneForm,
    RootCause.Kind.USG.value: UsgForm,
}


def first_of_tool(kind: str, held: RootCause | None, problem: str) -> dict[str, Any]:
    """Return what the form of a tool shows first."""
    if held is None:
        plain: dict[str, Any] = {"form_key": uuid4(), "problem": problem[:LONGEST]}
        if kind == RootCause.Kind.USG:
            plain["problem-1"] = problem[:LONGEST]
        return plain
    tool = read_tool(kind, held.content)
    shown: dict[str, Any] = {"form_key": held.form_key, "seen": mark_of(str(held.content))}
    if isinstance(tool, Usg):
        for n, row in enumerate(tool.rows, start=1):
            shown |= {
                f"problem-{n}": row.problem,
                f"u-{n}": row.urgency,
                f"s-{n}": row.seriousness,
                f"g-{n}": row.growth,
            }
        return shown
    shown["problem"] = tool.problem
    if isinstance(tool, Whys):
        return shown | {f"why-{n}": one for n, one in enumerate(tool.answers, start=1)}
    return shown | {f"bone-{key}": "\n".join(some) for key, some in tool.causes.items()}
