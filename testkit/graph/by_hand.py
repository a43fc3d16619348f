"""Be the public on Facebook or Instagram in a terminal; see there what the site answered."""

from testkit.graph.social import SocialGraph

SITI = "7001"
HELP = """Ketik sebagai Bu Siti, lalu Enter:
  pesan KATA             pesan pribadi        balik NOMOR            menarik pesan itu
  komentar KATA          komentar publik      ubah NOMOR KATA        menyunting komentar itu
  sembunyi NOMOR         halaman menutupnya   hapus NOMOR            menghapus komentar itu
  sebut KATA             menyebut akun (IG)   lihat                  apa yang sudah dijawab
Ctrl-D untuk berhenti."""


def play(network: str, port: int, hook: str, secret: str) -> None:
    with SocialGraph(network, port=port, secret=secret) as graph:
        graph.hook_url = hook
        print(f"Pengganti {network.title()}: {graph.url}")
        if not hook:
            told = (f"--set {name}={value}" for name, value in graph.line_settings().items())
            print("Buat salurannya, lalu jalankan lagi dengan --hook:")
            print(f'  tanggap line add {network} --name "{network.title()} uji"', *told)
            return
        print(HELP)
        while True:
            try:
                act(graph, input("> ").strip())
            except EOFError:
                print()
                return
            except (KeyError, ValueError):
                print("Tidak dikenal. Periksa perintah atau nomornya.")


def act(graph: SocialGraph, typed: str) -> None:
    """Do what was typed; raises where it is not understood."""
    verb, _, rest = typed.partition(" ")
    key, _, words = rest.partition(" ")
    if verb == "pesan":
        print("nomor", graph.writes(SITI, rest, "Siti Aminah"))
    elif verb == "komentar":
        print("nomor", graph.comments_on(SITI, rest, "Siti Aminah"))
    elif verb == "sebut":
        print("nomor", graph.mentions_us(SITI, rest))
    elif verb == "balik":
        graph.takes_back(SITI, key)
    elif verb == "ubah":
        graph.edits(key, words)
    elif verb == "sembunyi":
        graph.hides(key)
    elif verb == "hapus":
        graph.removes(key)
    elif verb == "lihat":
        show(graph)
    else:
        raise ValueError(verb)


def show(graph: SocialGraph) -> None:
    """Say what the site has answered: in private, and beneath comments."""
    for chat in graph.chats.values():
        for body in chat.got:
            print("pribadi:", body["message"]["text"])
    for one in graph.comments.values():
        if one.who == graph.account:
            print("di bawah komentar:", one.text)
