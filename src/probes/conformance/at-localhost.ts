import { isLoopback } from '../../mcp/loopback.js';

/** The address with the one name of this machine at which the suite also tries other hosts. */
export function atLocalhost(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!isLoopback(url.hostname)) return address;
  url.hostname = 'localhost';
  return url.href;
}
