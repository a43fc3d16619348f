"""Keeping an entry's words findable (stack.md §4)."""

from collections.abc import Sequence

from tanggap.base.acting import Actor, action, nothing_changed
from tanggap.base.models import Unit
from tanggap.base.words import LONGEST_TEXT, stemmed
from tanggap.inbox.models import Person
from tanggap.logbook.models import Entry, EntryMessage, Findable

OWN, IDENTITY = "entry", "identity"


@action("logbook.make_findable")
def make_findable(actor: Actor, entry: Entry, source: str, text: str) -> None:
    """Make ``entry`` found by the words of ``text`` too; the same ``source`` replaces itself.

    A step to the right adds its own text here (an answer, a plan). ``source`` is a short
    name such as ``"reply:<id>"``.
    """
    set_words(entry, {source: text})
    nothing_changed()


def set_words(entry: Entry, texts: dict[str, str]) -> None:
    """Replace the words of these sources and write the index row anew."""
    found = Findable.objects.filter(entry=entry).first()
    findable = found or Findable(entry=entry, facility_id=entry.facility_id)
    sources = dict(findable.sources) | {name: stemmed(text) for name, text in texts.items()}
    findable.sources = {name: words for name, words in sources.items() if words}
    findable.identity_text = findable.sources.get(IDENTITY, "")
    said = [words for name, words in findable.sources.items() if name != IDENTITY]
    findable.search_text = " ".join(said)[:LONGEST_TEXT]
    findable.save(force_insert=found is None)


def index_entry(entry: Entry) -> None:
    """Write what the entry itself and its messages say into the index."""
    own = [entry.number, entry.text, entry.happened, entry.place, entry.wish]
    own += [entry.immediate_action, entry.get_kind_display()]
    own += entry.topics.values_list("label", flat=True)
    own += entry.units.values_list("name", flat=True)
    messages = EntryMessage.objects.filter(entry=entry).values_list("message__text", flat=True)
    set_words(
        entry,
        {
            OWN: " ".join(own),
            "messages": " ".join(messages),
            IDENTITY: _identity(entry),
        },
    )


def new_findable(
    entry: Entry, units: Sequence[Unit], person: Person | None, phone: str, answer: str
) -> Findable:
    """Return the index row, not yet written, of an entry that comes over from an old book."""
    own = [entry.number, entry.text, entry.happened, entry.immediate_action]
    own += [entry.get_kind_display(), *(unit.name for unit in units)]
    local = [f"0{phone[3:]}"] if phone.startswith("+62") else []
    who = [person.name, person.address, phone, *local] if person else []
    sources = {
        OWN: stemmed(" ".join(own)),
        "old_answer": stemmed(answer),
        IDENTITY: stemmed(" ".join(who)),
    }
    sources = {name: words for name, words in sources.items() if words}
    return Findable(
        entry=entry,
        facility_id=entry.facility_id,
        sources=sources,
        identity_text=sources.get(IDENTITY, ""),
        search_text=" ".join(w for name, w in sources.items() if name != IDENTITY)[:LONGEST_TEXT],
    )


def _identity(entry: Entry) -> str:
    person = entry.person
    if person is None:
        return ""
    names = person.identities.filter(ended_at=None).values_list("value", flat=True)
    local = [f"0{value[3:]}" for value in names if value.startswith("+62")]
    return " ".join([person.name, person.address, *names, *local])
