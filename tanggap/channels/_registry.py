"""Which channels there are: every module of this folder whose name has no underscore."""

import functools
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

import tanggap.channels
from tanggap.channels._contract import Channel


@functools.cache
def channels() -> Mapping[str, Channel]:
    """Return every channel by its kind, in the order of the folder."""
    found: dict[str, Channel] = {}
    for module in pkgutil.iter_modules(tanggap.channels.__path__):
        if not module.name.startswith("_"):
            channel = _channel_in(f"{tanggap.channels.__name__}.{module.name}")
            found[channel.kind] = channel
    return MappingProxyType(found)


def _channel_in(name: str) -> Channel:
    """Return the one channel that the module ``name`` defines.

    Raises ``TypeError`` where it defines none or several: one file is one channel.
    """
    classes = [
        value
        for value in vars(import_module(name)).values()
        if isinstance(value, type) and issubclass(value, Channel) and value.__module__ == name
    ]
    if len(classes) != 1:
        raise TypeError(f"{name} must define exactly one channel, not {len(classes)}")
    return classes[0]()
