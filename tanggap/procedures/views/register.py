"""The register of governing documents, a document's page, and what is done with it."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button, done
from tanggap.procedures import actions
from tanggap.procedures.filed import response_for
from tanggap.procedures.flow import drawing
from tanggap.procedures.forms import DocumentFileForm, EnactForm, HeadForm, RevokeForm
from tanggap.procedures.models import Checklist, Document, DocumentFile, Revision
from tanggap.procedures.outlook import profile_of, read_sop
from tanggap.procedures.papers import sop_paper
from tanggap.procedures.queries import (
    STATES,
    cited,
    counts_by_kind,
    register_rows,
    revisions_for,
    state_of,
    words_of_revision,
)
from tanggap.procedures.rules import State
from tanggap.procedures.samples import samples
from tanggap.procedures.word import sop_word


@require_safe
@may("look.documents")
def documents(request: StaffRequest) -> HttpResponse:
    """Show the register, as it stands today."""
    today = timezone.localdate()
    kind, state = request.GET.get("jenis", ""), request.GET.get("keadaan", "")
    counts = counts_by_kind(request.actor)
    context = {
        "rows": register_rows(request.actor, today, kind=kind, state=state),
        "kinds": [(key, label, counts.get(key, 0)) for key, label in Document.Kind.choices],
        "kind": kind,
        "states": [(key, one.value) for key, one in STATES.items()],
        "state": state,
        "has_any": bool(counts),
        "samples": samples(),
        "form_key": uuid4(),
        "words": words_of_revision,
    }
    return render(request, "procedures/documents.html", context)


@may("procedures.register")
def document_new(request: StaffRequest) -> HttpResponse:
    """Lay a document into the register."""
    asked = request.POST if request.method == "POST" else None
    first = {"kind": request.GET.get("jenis", ""), "issued_on": timezone.localdate()}
    form = HeadForm(request.facility, asked, revision=None, initial={**first, "form_key": uuid4()})
    if asked is not None and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.register(
                request.actor, form.head, form_key=said["form_key"], is_signed=said["is_signed"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Dokumen tercatat. Simpan berkasnya di bawah bila ada.")
            return redirect("procedures:document", made.pk)
    return render(request, "procedures/head.html", {"form": form, "revision": None})


@require_POST
@may("procedures.start_from_sample")
def sample_started(request: StaffRequest) -> HttpResponse:
    """«Mulai dari contoh»: a draft with everything in it, to be read and changed."""
    form = DocumentFileForm(request.POST)  # its key alone is asked here
    form.full_clean()
    key = form.cleaned_data.get("form_key") or uuid4()
    try:
        made = actions.start_from_sample(
            request.actor, request.POST.get("contoh", ""), form_key=key
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("procedures:documents")
    messages.success(request, "Konsep terisi dari contoh. Baca, sesuaikan, lalu ditetapkan kepala.")
    return redirect("procedures:document", made.pk)


def revision_here(request: StaffRequest, revision_id: int) -> Revision:
    """Return the revision, if its reader may meet it; drafts only those who keep documents."""
    found = revisions_for(request.actor).select_related(
        "document__unit", "replaces__document", "enacted_by"
    )
    return get_object_or_404(found, pk=revision_id)


def _page_of(revision: Revision) -> str:
    return reverse("procedures:document", args=[revision.pk])


def _to_document(request: StaffRequest, revision: Revision) -> str:
    return _page_of(revision)


@require_safe
@may("look.documents")
def document(request: StaffRequest, revision_id: int) -> HttpResponse:
    """Show one revision: what it says, its files, the others of the same document."""
    revision = revision_here(request, revision_id)
    today = timezone.localdate()
    others = revisions_for(request.actor).filter(document=revision.document)
    profile = profile_of(revision, request.facility)
    read = read_sop(revision, profile)
    has_words = revision.document.kind == Document.Kind.SOP and bool(read.steps or revision.texts)
    state = state_of(revision, today)
    context = {
        "revision": revision,
        "document": revision.document,
        "state": state,
        "State": State,
        "words": words_of_revision,
        "others": [(one, state_of(one, today)) for one in others.order_by("-valid_from", "-id")],
        "draft": next((one for one in others if one.is_draft), None),
        "files": list(revision.files.select_related("by")),
        "file_form": DocumentFileForm(initial={"form_key": uuid4()}),
        "form_key": uuid4(),
        "read": read if has_words else None,
        "drawing": drawing(read.steps) if has_words else None,
        "citation": "" if revision.is_draft else cited(revision, profile),
        "checklist": Checklist.objects.filter(Q(sop=revision) | Q(revision=revision)).first(),
        "today": today,
        "enact_form": EnactForm(
            initial={
                "number": revision.number,
                "issued_on": revision.issued_on or today,
                "valid_from": revision.valid_from or today,
            }
        ),
        "revoke_form": RevokeForm(initial={"on": today}),
        "is_enacted_today": revision.enacted_at is not None
        and timezone.localdate(revision.enacted_at) == today,
    }
    return render(request, "procedures/document.html", context)


@may("procedures.change_head")
def document_head(request: StaffRequest, revision_id: int) -> HttpResponse:
    """Change what the header of a draft says."""
    revision = revision_here(request, revision_id)
    if not revision.is_draft:
        messages.error(request, "Dokumen ini sudah ditetapkan. Buat revisi baru untuk mengubahnya.")
        return redirect("procedures:document", revision.pk)
    asked = request.POST if request.method == "POST" else None
    initial = {"form_key": uuid4()}
    form = HeadForm(request.facility, asked, revision=revision, initial=initial)
    if asked is not None and form.is_valid():
        try:
            actions.change_head(request.actor, revision, form.head)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Perubahan disimpan.")
            return redirect("procedures:document", revision.pk)
    return render(request, "procedures/head.html", {"form": form, "revision": revision})


@require_POST
@may("procedures.enact")
def enacted(request: StaffRequest, revision_id: int) -> HttpResponse:
    """«Tetapkan»: from that day the revision holds, and the one before no more."""
    revision = revision_here(request, revision_id)
    form = EnactForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Isi nomor, tanggal terbit, dan mulai berlakunya.")
        return redirect("procedures:document", revision.pk)
    return done(
        request,
        lambda: actions.enact(request.actor, revision, **form.cleaned_data),
        "Dokumen ditetapkan dan tidak dapat diubah lagi.",
        _page_of(revision),
        undo=reverse("procedures:enactment-taken-back", args=[revision.pk]),
    )


enactment_taken_back = button(
    "procedures.take_back_enactment",
    revision_here,
    lambda request, revision: actions.take_back_enactment(request.actor, revision),
    "Penetapan dibatalkan; dokumen kembali menjadi konsep.",
    _to_document,
)


@require_POST
@may("procedures.revoke")
def revoked(request: StaffRequest, revision_id: int) -> HttpResponse:
    revision = revision_here(request, revision_id)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Tulis per tanggal berapa dokumen ini dicabut.")
        return redirect("procedures:document", revision.pk)
    return done(
        request,
        lambda: actions.revoke(request.actor, revision, form.cleaned_data["on"]),
        "Dokumen dicabut.",
        _page_of(revision),
        undo=reverse("procedures:revocation-taken-back", args=[revision.pk]),
    )


revocation_taken_back = button(
    "procedures.take_back_revocation",
    revision_here,
    lambda request, revision: actions.take_back_revocation(request.actor, revision),
    "Pencabutan dibatalkan; dokumen berlaku lagi.",
    _to_document,
)


@require_POST
@may("procedures.begin_revision")
def revision_begun(request: StaffRequest, revision_id: int) -> HttpResponse:
    """«Revisi baru»: a draft with the same words."""
    revision = revision_here(request, revision_id)
    try:
        made = actions.begin_revision(request.actor, revision, form_key=uuid4())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("procedures:document", revision.pk)
    messages.success(request, "Konsep revisi baru. Yang lama tetap berlaku sampai ini ditetapkan.")
    return redirect("procedures:document", made.pk)


@require_POST
@may("procedures.drop_draft")
def draft_dropped(request: StaffRequest, revision_id: int) -> HttpResponse:
    revision = revision_here(request, revision_id)
    return done(
        request,
        lambda: actions.drop_draft(request.actor, revision),
        f"Konsep «{revision.document.title}» dibuang.",
        reverse("procedures:documents"),
        undo=reverse("procedures:draft-taken-up", args=[revision.pk]),
        label="Kembalikan",
        if_refused=_page_of(revision),
    )


@require_POST
@may("procedures.take_up_draft")
def draft_taken_up(request: StaffRequest, revision_id: int) -> HttpResponse:
    here = Revision.objects.filter(facility_id=request.actor.facility_id)
    revision = get_object_or_404(here, pk=revision_id)
    return done(
        request,
        lambda: actions.take_up_draft(request.actor, revision),
        "Konsep dikembalikan.",
        _page_of(revision),
        if_refused=reverse("procedures:documents"),
    )


# ---------------------------------------------------------------- files and paper


@require_POST
@may("procedures.keep_file")
def file_kept(request: StaffRequest, revision_id: int) -> HttpResponse:
    revision = revision_here(request, revision_id)
    form = DocumentFileForm(request.POST, request.FILES)
    if not form.is_valid():
        advice = form.errors.get("file") or ["Berkas belum tersimpan. Pilih berkasnya lagi."]
        messages.error(request, str(advice[0]))
        return redirect("procedures:document", revision.pk)
    keep = partial(actions.keep_file, request.actor, revision, **form.cleaned_data)
    return done(request, keep, "Berkas disimpan.", _page_of(revision))


def _file_here(request: StaffRequest, file_id: int) -> DocumentFile:
    found = DocumentFile.objects.filter(revision__in=revisions_for(request.actor))
    return get_object_or_404(found.select_related("revision__document"), pk=file_id)


@require_safe
@may("look.documents")
def file(request: StaffRequest, file_id: int) -> HttpResponseBase:
    """Hand out a file, always as a download."""
    return response_for(_file_here(request, file_id))


file_dropped = button(
    "procedures.drop_file",
    _file_here,
    lambda request, found: actions.drop_file(request.actor, found),
    "Berkas dihapus.",
    lambda request, found: _page_of(found.revision),
)


def _sop_here(request: StaffRequest, revision_id: int) -> Revision:
    revision = revision_here(request, revision_id)
    if revision.document.kind != Document.Kind.SOP:
        raise Http404("Hanya SOP yang dicetak dari sini.")
    return revision


@require_safe
@may("look.documents")
def document_printed(request: StaffRequest, revision_id: int) -> HttpResponse:
    """Hand out a SOP as PDF."""
    return handed_paper(sop_paper(_sop_here(request, revision_id), request.facility))


@require_safe
@may("look.documents")
def document_word(request: StaffRequest, revision_id: int) -> HttpResponse:
    """Hand out a SOP as a Word file, for people who go on writing in it."""
    return handed_paper(sop_word(_sop_here(request, revision_id), request.facility))
