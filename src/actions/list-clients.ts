import { access } from 'node:fs/promises';
import type { Client, Scope } from '../clients/define-client.js';
import { clients } from '../clients/index.js';
import { resolvePlace, scopesOf, signsOf, type Machine } from '../clients/place.js';

export interface KnownClient {
  readonly client: Client;
  /** One of its files or folders is on this machine. */
  readonly found: boolean;
  readonly places: readonly { readonly scope: Scope; readonly path: string; readonly exists: boolean }[];
}

/** All clients, and which of them are on this machine; those that are come first. */
export async function listClients(machine: Machine): Promise<KnownClient[]> {
  const known = await Promise.all(
    clients.map(async (client) => {
      const places = await Promise.all(
        scopesOf(client, machine).map(async (scope) => {
          const path = resolvePlace(client.places[scope], machine) ?? '';
          return { scope, path, exists: await isThere(path) };
        }),
      );
      const signs = await Promise.all(signsOf(client, machine).map(isThere));
      return { client, found: signs.includes(true), places };
    }),
  );
  return known.toSorted(
    (a, b) => Number(b.found) - Number(a.found) || a.client.title.localeCompare(b.client.title, 'en'),
  );
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
