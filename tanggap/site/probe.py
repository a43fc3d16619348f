"""A page that ``tanggap check`` asks for from outside: does the way in work as it should?

It answers only a code signed by this site's own key within the last minute, so that it
tells a stranger nothing.
"""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse

SIGNER = TimestampSigner(salt="tanggap.probe")
AGE = 60


def probe(request: HttpRequest) -> HttpResponse:
    """Say how this request reached us: over https, through a proxy, through a trusted one."""
    try:
        SIGNER.unsign(request.GET.get("kode", ""), max_age=AGE)
    except BadSignature:
        return HttpResponseNotFound()
    return JsonResponse(
        {
            "tanggap": True,
            "secure": request.is_secure(),
            "through_proxy": request.META.get("tanggap.through_proxy", False),
            "trusts_proxy": bool(settings.TRUSTED_PROXIES),
        }
    )
