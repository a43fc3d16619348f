"""Lines whose counterpart is called by HTTP and calls back: the stand-ins."""

import random
import time
from collections.abc import Iterable, Mapping

from testkit.gateways import ACCOUNT, KEY, PASSWORD, Gateway
from testkit.graph import Graph, SocialGraph
from testkit.graph.bodies import signature
from testkit.loopback import Caller
from testkit.smsgate import KEY as SIGNING_KEY
from testkit.smsgate import PASSWORD as PHONE_PASSWORD
from testkit.smsgate import USERNAME, Handphone
from testkit.soak.ends import PEOPLE, EndWithHook, Fault

CARRIERS = 4  # each counterpart calls us so many times at once


class WhatsApp(EndWithHook):
    """Meta's Cloud API: batches, shuffled, a fifth of them twice."""

    name = kind = "whatsapp"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.graph = Graph(carriers=CARRIERS)
        manners = self.graph.manners
        manners.batch, manners.mixed, manners.shuffle = 8, True, True
        manners.duplicate, manners.late = 0.2, True
        manners.pause, manners.longest_pause = 0.05, 1.0
        manners.dice = random.Random(self.dice.random())
        self.from_us.target = self.graph.url

    def settings(self) -> Mapping[str, str]:
        return {
            "phone_number_id": self.graph.state.number_id,
            "app_secret": self.graph.postman.secret,
            "verify_token": "uji",
            "access_token": self.graph.state.token,
            "graph_url": self.from_us.url,
        }

    def begin(self, line: Mapping[str, str]) -> None:
        self.graph.postman.hook_url = self.towards_us.url + line["hook"]

    def say(self, who: str, text: str) -> None:
        with self.graph.state.lock:
            self.graph.state.shift = self.wrong_by()
            self.graph.says(who.lstrip("+"), text)
            self.graph.state.shift = 0.0

    @property
    def is_idle(self) -> bool:
        return super().is_idle and self.graph.postman.wait(0.1)

    @property
    def twice(self) -> int:
        return super().twice + self.graph.postman.twice

    def received(self) -> Iterable[str]:
        for citizen in list(self.graph.state.citizens.values()):
            yield from (body["text"]["body"] for body in citizen.got)

    def end(self) -> None:
        super().end()
        self.graph.end()


class _Patient(SocialGraph):
    """Meta, which repeats what was not answered 200; the stand-in alone tells it once."""

    def __init__(self, network: str, dice: random.Random) -> None:
        super().__init__(network)
        self.caller = Caller(lambda body: {"X-Hub-Signature-256": signature(self.secret, body)})
        self.caller.dice = dice
        self.caller.hire(CARRIERS - 1)

    def deliver(self, body: bytes) -> int:
        self.caller.bring(body)
        return 200


class Social(EndWithHook):
    """Facebook or Instagram: chats, and now and then a comment, which the desks leave alone."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.graph = _Patient(self.name, random.Random(self.dice.random()))
        self.from_us.target = self.graph.url

    def settings(self) -> Mapping[str, str]:
        return self.graph.line_settings(graph_url=self.from_us.url)

    def begin(self, line: Mapping[str, str]) -> None:
        self.graph.hook_url = self.graph.caller.hook_url = self.towards_us.url + line["hook"]

    def somebody(self) -> str:
        return f"{700_000 + self.dice.randrange(PEOPLE)}"

    def say(self, who: str, text: str) -> None:
        is_comment = self.dice.random() < 0.25
        (self.graph.comments_on if is_comment else self.graph.writes)(who, text)

    def faults(self) -> Mapping[str, Fault]:
        return {**super().faults(), "hook never called": self._lost}

    def _lost(self, seconds: float) -> None:
        self.graph.loses = True
        time.sleep(seconds)
        self.graph.loses = False

    @property
    def is_idle(self) -> bool:
        return super().is_idle and not self.graph.caller.waiting

    def received(self) -> Iterable[str]:
        chats = list(self.graph.chats.values())
        return [body["message"]["text"] for chat in chats for body in chat.got]

    def end(self) -> None:
        super().end()
        self.graph.caller.end()
        self.graph.__exit__()


class Facebook(Social):
    name = kind = "facebook"


class Instagram(Social):
    name = kind = "instagram"


class Unofficial(EndWithHook):
    """A gateway with a description: one class for all shapes."""

    kind = "wa_gateway"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.gateway = Gateway(self.name)
        self.gateway.caller.dice = random.Random(self.dice.random())
        self.gateway.caller.hire(CARRIERS - 1)
        self.from_us.target = self.gateway.url

    def settings(self) -> Mapping[str, str]:
        common = {"provider": self.name, "base_url": self.from_us.url, "account": ACCOUNT}
        common["password"] = PASSWORD
        if self.kind == "sms_http":
            return common
        return common | {"hook_secret": KEY, "risk_read": "ya"}

    def begin(self, line: Mapping[str, str]) -> None:
        self.gateway.caller.hook_url = self.towards_us.url + line["hook"]

    def say(self, who: str, text: str) -> None:
        times = self.dice.choice((1, 1, 1, 2))
        self.offered_twice += times - 1
        self.gateway.says(who.lstrip("+"), text, times, self.wrong_by())

    @property
    def is_idle(self) -> bool:
        return super().is_idle and not self.gateway.caller.waiting

    def received(self) -> Iterable[str]:
        return [text for texts in list(self.gateway.got.values()) for text in texts]

    def end(self) -> None:
        super().end()
        self.gateway.__exit__()


class Gowa(Unofficial):
    name = "gowa"


class Waha(Unofficial):
    name = "waha"


class Evolution(Unofficial):
    name = "evolution"


class Fonnte(Unofficial):
    name = "fonnte"


class Zenziva(Unofficial):
    name, kind = "zenziva", "sms_http"


class SmsGate(EndWithHook):
    """An Android handphone, whose app Android kills now and then."""

    name = kind = "sms_gate"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.phone = Handphone()
        self.phone.caller.dice = random.Random(self.dice.random())
        self.phone.caller.hire(CARRIERS - 1)
        self.from_us.target = self.phone.url

    def settings(self) -> Mapping[str, str]:
        return {
            "base_url": self.from_us.url,
            "username": USERNAME,
            "password": PHONE_PASSWORD,
            "signing_key": SIGNING_KEY,
        }

    def begin(self, line: Mapping[str, str]) -> None:
        self.phone.caller.hook_url = self.towards_us.url + line["hook"]

    def say(self, who: str, text: str) -> None:
        times = self.dice.choice((1, 1, 1, 2))
        self.offered_twice += times - 1
        self.phone.receives(who, text, times, self.wrong_by())

    def faults(self) -> Mapping[str, Fault]:
        return {**super().faults(), "app killed by Android": self._killed}

    def _killed(self, seconds: float) -> None:
        self.phone.is_killed = True
        time.sleep(seconds)
        self.phone.is_killed = False

    @property
    def is_idle(self) -> bool:
        return super().is_idle and not self.phone.caller.waiting

    def received(self) -> Iterable[str]:
        return [text for texts in list(self.phone.got.values()) for text in texts]

    def end(self) -> None:
        super().end()
        self.phone.end()
