import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Addresses and networks; tells whether one address belongs to them. */
export interface AddressList {
  has(address: string): boolean;
}

/** Reads `10.0.0.0/8, ::1`; `*` stands for every address. Throws for what is neither. */
export function parseAddressList(text: string): AddressList {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.includes('*')) return { has: () => true };
  const known = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) known.addAddress(address, family(address));
    else known.addSubnet(address, Number(prefix), family(address));
  }
  return { has: (address) => isIP(address) !== 0 && known.check(address, family(address)) };
}

/**
 * The address that a request came from. X-Forwarded-For counts only as far as trusted proxies wrote it:
 * everything to the left of the first untrusted address could be made up by the client.
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trusted: AddressList,
): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => isIP(entry) !== 0);
  // Nearest hop last. A dual-stack socket shows IPv4 peers as ::ffff:a.b.c.d.
  const hops = [...forwarded, (socket.remoteAddress ?? '').replace(/^::ffff:/, '')];
  return hops.findLast((hop) => !trusted.has(hop)) ?? hops[0] ?? '';
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
