import type { Client, Entry, HttpServer, StdioServer } from './define-client.js';

/**
 * The entry in place of another of the same name: what a person has added to that (variables, switches, limits) stays, and all
 * that says how the server is reached is new.
 */
export function inPlaceOf(client: Client, entry: Entry, before: unknown): Entry {
  if (typeof before !== 'object' || before === null || Array.isArray(before)) return entry;
  const own = ownKeys(client);
  const kept = Object.entries(before).filter(([key]) => !own.has(key) || (client.keeps ?? []).includes(key));
  // Ours first, so that an entry reads the same whoever wrote it; what is kept wins.
  return { ...entry, ...Object.fromEntries(kept) };
}

/** Keys that the entries of the client have, whatever the transport. */
function ownKeys(client: Client): ReadonlySet<string> {
  const stdio: StdioServer = { name: 'x', command: 'x', args: ['x'] };
  const headers = [
    { name: 'Authorization', variable: 'X', bearer: true },
    { name: 'X-Key', variable: 'X', bearer: false },
  ];
  const http: HttpServer = { name: 'x', url: 'http://127.0.0.1/mcp', headers };
  return new Set([...Object.keys(client.stdio(stdio)), ...Object.keys(client.http?.(http) ?? {})]);
}
