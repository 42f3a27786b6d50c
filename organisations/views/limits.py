"""How often one address may do something on a public page."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def _key(name: str, who: str) -> str:
    """Only a keyed hash of `who` is kept."""
    return f"limit:{name}:{salted_hmac('organisations.limits', who).hexdigest()[:32]}"


def counted(name: str, who: str, seconds: int) -> int:
    """How often this was done within so many seconds, this time included."""
    key = _key(name, who)
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two.
        cache.set(key, 1, seconds)
        return 1


def address_of(request: HttpRequest) -> str:
    """The address of the browser; a whole organisation may share one."""
    return str(get_adapter(request).get_client_ip(request))


def is_used_up(name: str, who: str, limit: int) -> bool:
    """Whether this was done `limit` times already; counts nothing."""
    return bool(cache.get(_key(name, who), 0) >= limit)


def is_too_often(request: HttpRequest, name: str, *, limit: int, seconds: int) -> bool:
    """Whether this browser's address has done this more often than `limit` times; counts this time."""
    return counted(name, address_of(request), seconds) > limit
