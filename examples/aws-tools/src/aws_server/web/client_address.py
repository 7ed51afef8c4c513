"""Who is asking, when there are proxies in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class AddressList:
    """Addresses and networks; tells whether one address belongs to them."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    everything: bool = False

    def __contains__(self, address: object) -> bool:
        return self.everything or any(
            isinstance(address, IPv4Address | IPv6Address) and address.version == network.version and address in network
            for network in self.networks
        )


def parse_address_list(text: str) -> AddressList:
    """Reads `10.0.0.0/8, ::1`; `*` stands for every address. Raises ValueError for what is neither."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    if "*" in entries:
        return AddressList(everything=True)
    return AddressList(tuple(ip_network(entry, strict=False) for entry in entries))


def client_address(peer: str, forwarded: Sequence[str], trusted: AddressList) -> str:
    """The address that a request came from.

    X-Forwarded-For counts only as far as trusted proxies wrote it: everything to the left of the first untrusted
    address could be made up by the client.
    """
    hops = [hop for entry in ",".join(forwarded).split(",") if (hop := _address(entry)) is not None]
    nearest = _address(peer)
    if nearest is not None:
        hops.append(nearest)
    chosen = next((hop for hop in reversed(hops) if hop not in trusted), hops[0] if hops else "")
    return str(chosen)


def _address(text: str) -> _Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    # A dual-stack socket shows IPv4 peers as ::ffff:a.b.c.d.
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
