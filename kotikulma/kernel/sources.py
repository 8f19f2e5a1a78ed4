"""Where a request came from, for limits alone: kept no longer than the limit, and no finer than a network."""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

UNKNOWN = "unknown"  # they all share one limit


def address_of(request: HttpRequest) -> str:
    """The sender's network address behind as many proxies as we trust; UNKNOWN when nobody can read it."""
    try:
        return str(get_adapter().get_client_ip(request) or UNKNOWN)
    except PermissionDenied:
        return UNKNOWN


def network_of(address: str) -> str:
    """The network an address belongs to: a household or an office, not a person."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return UNKNOWN
    return str(ip_network(f"{address}/{24 if parsed.version == 4 else 56}", strict=False))
