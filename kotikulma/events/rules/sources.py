"""Where a form came from, as coarse as a limit needs."""

from ipaddress import ip_address, ip_network


def source_prefix(address: str) -> str:
    """The network an address belongs to: a household or an office, not a person."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address}/{24 if parsed.version == 4 else 56}", strict=False))
