"""Saved views: a list's coded filters under a name of one's own."""

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import SavedView


@action("base.save_view")
def save_view(actor: Actor, *, screen: str, name: str, query: str) -> SavedView:
    """Keep ``query`` (coded filters only) under ``name``; the same name replaces it."""
    if actor.staff_id is None:
        raise Refused("Tampilan disimpan untuk seorang pegawai.")
    view, is_new = SavedView.objects.get_or_create(
        facility_id=actor.facility_id,
        staff_id=actor.staff_id,
        screen=screen,
        name=name,
        defaults={"query": query},
    )
    if not is_new and view.query == query:
        nothing_changed()
        return view
    view.query = query
    view.save(update_fields=["query"])
    tell(actor, view, "Menyimpan tampilan daftar.")
    return view


@action("base.drop_view")
def drop_view(actor: Actor, view: SavedView) -> None:
    """Forget one of one's own views."""
    if view.staff_id != actor.staff_id:
        raise Refused("Tampilan ini milik pegawai lain.")
    tell(actor, view, "Menghapus tampilan daftar.")
    view.delete()
