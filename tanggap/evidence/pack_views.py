"""Packs of evidence: asked for, fetched, deleted. HTTP and nothing else."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import form_key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button
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
        made = actions.make_pack(
            request.actor, from_, to, form_key=form_key_in(request.POST.get("form_key"))
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if (made.from_on, made.to_on) != (from_, to):
            messages.info(request, "Berkas yang diminta lebih dulu masih dibuat. Tunggu sebentar.")
    query = urlencode({"dari": from_.isoformat(), "sampai": to.isoformat()})
    return HttpResponseRedirect(f"{reverse('evidence:page')}?{query}")


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


def _pack(request: StaffRequest, pack_id: int) -> Pack:
    return get_object_or_404(packs_of(request.actor), pk=pack_id)


dropped = button(
    "evidence.drop_pack",
    _pack,
    lambda request, pack: actions.drop_pack(request.actor, pack),
    "Berkas bukti dihapus. Dapat dibuat lagi kapan saja.",
    lambda request, pack: reverse("evidence:page"),
)
