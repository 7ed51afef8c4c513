import { McpDockError } from '../errors/mcp-dock-error.js';
import { isLoopbackSocket } from '../model/container-ports.js';
import type { Engine } from '../ports/engine.js';

const FILES = ['/proc/net/tcp', '/proc/net/tcp6'];

/** Programs that can read a file inside a container, from the likeliest on; an image has at least one that its server runs on. */
const READERS: readonly (readonly string[])[] = [
  ['cat', ...FILES],
  [
    'node',
    '-e',
    `for(const f of ${JSON.stringify(FILES)})try{process.stdout.write(require("fs").readFileSync(f))}catch{}`,
  ],
  ['python3', '-c', `for f in ${JSON.stringify(FILES)}:\n try: print(open(f).read())\n except OSError: pass`],
];

/**
 * Addresses on which processes of a container listen, `127.0.0.1:3000` or `[::]:8000`; undefined when nothing inside can read
 * them. The engine's own DNS server is left out.
 */
export async function listeningSockets(
  engine: Pick<Engine, 'exec'>,
  containerId: string,
): Promise<string[] | undefined> {
  for (const argv of READERS) {
    const text = await output(engine, containerId, argv);
    if (text?.includes('local_address') === true) return parseSockets(text);
  }
  return undefined;
}

async function output(engine: Pick<Engine, 'exec'>, id: string, argv: readonly string[]): Promise<string | undefined> {
  try {
    // cat fails when there is no tcp6, and has said everything else by then.
    return (await engine.exec(id, argv, { timeoutMs: 3_000 })).stdout;
  } catch (error) {
    if (error instanceof McpDockError && (error.code === 'ENGINE_LOST' || error.code === 'ENGINE_UNREACHABLE'))
      throw error;
    // The program is not in the image, or the container has just gone: another reader may know.
    return undefined;
  }
}

const LISTEN = '0A';

/** Reads the kernel's tables: `sl local_address rem_address st …`, addresses as little-endian hex words. */
export function parseSockets(text: string): string[] {
  const found = text.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/u);
    const [address = '', port = ''] = local.split(':');
    if (state !== LISTEN || !/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/u.test(address)) return [];
    const ip = address.length === 8 ? ipv4(address) : ipv6(address);
    return ip === '127.0.0.11' ? [] : [`${ip}:${Number.parseInt(port, 16)}`];
  });
  return [...new Set(found)];
}

const bytesOf = (word: string) => (word.match(/../gu) ?? []).map((byte) => Number.parseInt(byte, 16)).toReversed();
const ipv4 = (hex: string) => bytesOf(hex).join('.');

function ipv6(hex: string): string {
  const words = hex.match(/.{8}/gu) ?? [];
  const bytes = words.flatMap(bytesOf);
  if (bytes.every((byte) => byte === 0)) return '[::]';
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '[::1]';
  if (words[2] === 'FFFF0000') return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  return `[${groups.join(':')}]`;
}

/** The port is listened on, but only by addresses that no other machine or container reaches. */
export function onlyLoopback(sockets: readonly string[], port: number): boolean {
  const own = sockets.filter((socket) => socket.endsWith(`:${port}`));
  return own.length > 0 && own.every(isLoopbackSocket);
}
