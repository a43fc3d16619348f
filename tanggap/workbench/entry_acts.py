"""What staff do to an entry from its page: each a POST that comes back to the page."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Actor, NotAllowed, Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Staff, Unit
from tanggap.inbox.models import Message
from tanggap.logbook import actions as book
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import visible_to
from tanggap.reply import actions as answers
from tanggap.reply.actions.notices import way_back
from tanggap.workbench.entry_story import Story


class NoteForm(forms.Form):
    """A step that was taken, in words; the key makes a double click one step."""

    note = forms.CharField(
        label="Apa yang sudah dilakukan", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskForm(forms.Form):
    """What the reporter should still tell or bring (art. 44(3))."""

    what = forms.CharField(
        label="Yang masih kurang", max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class CancelForm(forms.Form):
    reason = forms.CharField(label="Alasan pembatalan", max_length=200)


class UnitsForm(forms.Form):
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="Unit terkait",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Penanggung jawab unit yang dipilih dapat membaca entri ini tanpa identitas "
        "pelapor, lalu menulis konsep jawaban.",
    )

    def __init__(self, *args: Any, facility_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "units", Unit.objects.filter(facility_id=facility_id, closed_on=None))


class AccusedForm(forms.Form):
    accused = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label="Pegawai yang diadukan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pegawai ini tidak akan menemukan entri di layar, pencarian, hitungan, "
        "ekspor, atau kertas mana pun.",
    )
    sees_instead = forms.ModelChoiceField(
        Staff.objects.none(),
        label="Pejabat pengganti",
        required=False,
        empty_label="Tidak perlu pengganti",
        help_text="Wajib bila yang diadukan kepala puskesmas.",
    )

    def __init__(self, *args: Any, facility_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Staff.objects.filter(facility_id=facility_id, is_active=True)
        _choose(self, "accused", people)
        _choose(self, "sees_instead", people)


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
    field.queryset = rows


def ask_form() -> AskForm:
    return AskForm(auto_id="kurang-%s")


def forms_of(story: Story, actor: Actor) -> Mapping[str, forms.Form]:
    """Return the small forms that fold out on the page."""
    return {
        "note": NoteForm(auto_id="langkah-%s"),
        "cancel": CancelForm(auto_id="batal-%s"),
        "ask": ask_form(),
    }


def has_line_back(entry: Entry) -> bool:
    """Say whether the person can be written to by the channel they used, right now."""
    return way_back(entry) is not None


# ---------------------------------------------------------------- one act each

Deed = Callable[[StaffRequest, Entry], str]


def _receipt(request: StaffRequest, entry: Entry) -> str:
    way = request.POST.get("way", "paper")
    if way == "line":
        answers.send_receipt(request.actor, entry)
        return "Tanda terima dikirim lewat saluran yang sama."
    book.give_receipt(request.actor, entry, way)
    return "Tercatat: tanda terima sudah diberikan."


def _complete(request: StaffRequest, entry: Entry) -> str:
    book.declare_complete(request.actor, entry)
    return "Entri dinyatakan lengkap. Janji waktu untuk menjawab mulai berjalan."


def _ask(request: StaffRequest, entry: Entry) -> str:
    form = AskForm(request.POST)
    if not form.is_valid():
        raise Refused("Tulis apa yang masih kurang.")
    what, key = form.cleaned_data["what"], form.cleaned_data["form_key"]
    if request.POST.get("way") == "line":
        assert isinstance(key, UUID)  # noqa: S101 - a UUIDField gives one
        answers.ask_by_line(request.actor, entry, what, key)
        return "Permintaan kelengkapan dikirim. Janji waktu berhenti sementara."
    book.ask_completion(request.actor, entry, what)
    return "Permintaan kelengkapan dicatat. Janji waktu berhenti sementara."


def _step(request: StaffRequest, entry: Entry) -> str:
    book.note_step(request.actor, entry, request.POST.get("note", ""))
    return "Tindak lanjut dicatat."


def _close(request: StaffRequest, entry: Entry) -> str:
    book.close(request.actor, entry)
    return _undoable(request, entry, "Entri selesai.", "reopen", "Buka kembali")


def _reopen(request: StaffRequest, entry: Entry) -> str:
    book.reopen(request.actor, entry)
    return _undoable(request, entry, "Entri dibuka kembali.", "close", "Selesaikan lagi")


def _cancel(request: StaffRequest, entry: Entry) -> str:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Refused("Tulis alasan pembatalan.")
    book.cancel(request.actor, entry, reason)
    return _undoable(request, entry, "Entri dibatalkan.", "restore", "Pulihkan")


def _restore(request: StaffRequest, entry: Entry) -> str:
    book.restore(request.actor, entry)
    return "Entri dipulihkan."


def _hand_over(request: StaffRequest, entry: Entry) -> str:
    book.hand_over(request.actor, entry, request.POST.get("note", ""))
    return "Tercatat: entri diserahkan ke dinas. Cetak lembar penyerahannya."


def _adopt(request: StaffRequest, entry: Entry) -> str:
    answers.adopt(request.actor, entry, _message(request, entry))
    return "Pesan itu dicatat sebagai jawaban."


def _take_out(request: StaffRequest, entry: Entry) -> str:
    book.take_message_out(request.actor, entry, _message(request, entry))
    return "Pesan dikeluarkan dari entri dan kembali ke daftar pilah."


def _message(request: StaffRequest, entry: Entry) -> Message:
    typed = request.POST.get("message", "")
    if not typed.isdigit() or len(typed) > 19:
        raise Refused("Pilih pesannya.")
    return get_object_or_404(Message, pk=int(typed), facility_id=entry.facility_id)


DEEDS: Mapping[str, Deed] = {
    "receipt": _receipt,
    "complete": _complete,
    "ask": _ask,
    "step": _step,
    "close": _close,
    "reopen": _reopen,
    "cancel": _cancel,
    "restore": _restore,
    "hand-over": _hand_over,
    "adopt": _adopt,
    "take-out": _take_out,
}


def _undoable(
    request: StaffRequest, entry: Entry, done: str, act: str, label: str
) -> SafeString:
    """Return what was done with the button that takes it back."""
    return format_html(
        '<form class="row" method="post" action="{}"><span>{}</span>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="button button-quiet">{}</button></form>',
        reverse("workbench:entry-act", args=[entry.pk, act]),
        done,
        get_token(request),
        label,
    )


def _entry(request: StaffRequest, pk: int) -> Entry:
    rows = visible_to(request.actor).select_related("facility", "line", "person")
    return get_object_or_404(rows, pk=pk)


@require_POST
@may("look.entries")
def act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Carry out one act on an entry and return to its page."""
    entry = _entry(request, pk)
    deed = DEEDS.get(act)
    if deed is None:
        raise Http404("Tindakan ini tidak dikenal.")
    try:
        messages.success(request, deed(request, entry))
    except (Refused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
    if not visible_to(request.actor).filter(pk=pk).exists():
        return redirect("workbench:home")
    return redirect("workbench:entry", pk)


# ---------------------------------------------------------------- units and people


@may("logbook.assign_units")
def people(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which units the entry is for and which staff it is about."""
    entry = _entry(request, pk)
    asks_units = request.POST.get("about") == "units"
    units = UnitsForm(
        request.POST if asks_units else None,
        facility_id=entry.facility_id,
        initial={"units": list(entry.units.values_list("pk", flat=True))},
    )
    named = list(entry.accused.all())
    accused = AccusedForm(
        request.POST if request.method == "POST" and not asks_units else None,
        facility_id=entry.facility_id,
        initial={
            "accused": [row.staff_id for row in named],
            "sees_instead": next((row.sees_instead_id for row in named), None),
        },
    )
    if request.method == "POST":
        form: forms.Form = units if asks_units else accused
        if form.is_valid() and _set_people(request, entry, form):
            if visible_to(request.actor).filter(pk=pk).exists():
                return redirect("workbench:entry", pk)
            return redirect("workbench:home")
    context = {"entry": entry, "units": units, "accused": accused}
    return render(request, "workbench/entry_people.html", context)


def _set_people(request: StaffRequest, entry: Entry, form: forms.Form) -> bool:
    chosen = form.cleaned_data
    try:
        if isinstance(form, UnitsForm):
            book.assign_units(request.actor, entry, [unit.pk for unit in chosen["units"]])
            messages.success(request, "Unit terkait disimpan.")
        else:
            instead = chosen["sees_instead"]
            book.name_accused(
                request.actor,
                entry,
                [staff.pk for staff in chosen["accused"]],
                instead.pk if instead else None,
            )
            messages.success(request, "Pegawai yang diadukan disimpan.")
    except (Refused, NotAllowed) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
