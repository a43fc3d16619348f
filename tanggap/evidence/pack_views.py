"""Packs of evidence: asked for, fetched, deleted. HTTP and nothing else."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.evidence import actions
from tanggap.evidence.forms import PeriodForm
from tanggap.evidence.models import Pack
from tanggap.evidence.queries import packs_of


@require_POST
@may("evidence.make_pack")
def begun(request: StaffRequest) -> HttpResponse:
    """Ask for the pack of a period; pressed twice it is one."""
    form = PeriodForm(timezone.localdate(), request.POST)
    if not form.is_valid():
        messages.error(request, "Periksa periodenya: tanggal awal dan akhir.")
        return HttpResponseRedirect(reverse("evidence:page"))
    from_, to = form.cleaned_data["dari"], form.cleaned_data["sampai"]
    try:
        made = actions.make_pack(request.actor, from_, to, form_key=_key(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if (made.from_on, made.to_on) != (from_, to):
            messages.info(request, "Berkas yang diminta lebih dulu masih dibuat. Tunggu sebentar.")
    query = urlencode({"dari": from_.isoformat(), "sampai": to.isoformat()})
    return HttpResponseRedirect(f"{reverse('evidence:page')}?{query}")


def _key(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid4()


@require_POST
@may("evidence.take_out_pack")
def taken_out(request: StaffRequest, pack_id: int, form: str) -> HttpResponseBase:
    """Hand out the PDF or the ZIP; a POST, because it leaves a line in History."""
    pack = _pack(request, pack_id)
    try:
        path = actions.take_out_pack(request.actor, pack, form)
        stem = f"berkas-bukti_{pack.from_on:%Y-%m-%d}_{pack.to_on:%Y-%m-%d}"
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"{stem}.{form}")
    except (Refused, OSError) as refused:
        said = str(refused) if isinstance(refused, Refused) else "Berkasnya tidak terbaca."
        messages.error(request, said)
        return HttpResponseRedirect(reverse("evidence:page"))
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@may("evidence.drop_pack")
def dropped(request: StaffRequest, pack_id: int) -> HttpResponse:
    try:
        actions.drop_pack(request.actor, _pack(request, pack_id))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Berkas bukti dihapus. Dapat dibuat lagi kapan saja.")
    return HttpResponseRedirect(reverse("evidence:page"))


def _pack(request: StaffRequest, pack_id: int) -> Pack:
    return get_object_or_404(packs_of(request.actor), pk=pack_id)
