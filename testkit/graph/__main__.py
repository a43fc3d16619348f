"""Start the stand-in by hand: ``python -m testkit.graph --hook http://127.0.0.1:8000/hooks/…``.

Then add the line it belongs to (the command is printed), open its page, and be a citizen.
For Facebook and Instagram (``--network``) be the citizen in the terminal instead of on a page.
"""

import argparse
import time

from testkit.graph import Graph
from testkit.graph.by_hand import play


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m testkit.graph", description=__doc__)
    parser.add_argument("--network", choices=["whatsapp", "facebook", "instagram"],
                        default="whatsapp")  # fmt: skip
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--hook", default="", help="the line's hook address, as Tanggap prints it")
    parser.add_argument("--secret", default="rahasia-aplikasi")
    parser.add_argument("--batch", type=int, default=1, help="updates in a body (up to 1000)")
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--duplicate", type=float, default=0.0, help="share of bodies sent twice")
    args = parser.parse_args()
    if args.network != "whatsapp":
        play(args.network, args.port, args.hook, args.secret)
        return
    with Graph(hook_url=args.hook, secret=args.secret, port=args.port) as graph:
        graph.manners.batch, graph.manners.shuffle = args.batch, args.shuffle
        graph.manners.duplicate = args.duplicate
        print(f"Pengganti WhatsApp: {graph.url}")
        if not args.hook:
            print(
                "Buat salurannya, lalu jalankan lagi dengan --hook:\n"
                '  tanggap line add whatsapp --name "WA uji" '
                f"--set phone_number_id={graph.state.number_id} --set app_secret={args.secret} "
                f"--set verify_token=uji --set access_token={graph.state.token} "
                f"--set graph_url={graph.url}"
            )
        try:
            while True:
                time.sleep(1)
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
