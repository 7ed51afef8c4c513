import type { Contract } from '../../model/facts/contract.js';
import { transportName } from '../mcp-sessions.js';
import { change, type ContractChange } from './contract-change.js';
import { stable } from './schema-difference.js';

export type Transport = keyof Contract['protocol'];

export function lostTransports({ protocol }: Contract, transports: readonly Transport[] | undefined): ContractChange[] {
  if (transports === undefined) return [];
  return (['http', 'stdio'] as const)
    .filter((name) => protocol[name] !== undefined && !transports.includes(name))
    .map((name) =>
      change(
        'breaking',
        ['protocol', name],
        `the transport ${transportName({ transport: name })}`,
        'is gone',
        protocol[name],
        undefined,
      ),
    );
}

export function protocolChanges({ protocol: before }: Contract, { protocol: after }: Contract): ContractChange[] {
  return (['http', 'stdio'] as const).flatMap((transport) => {
    const [one, other] = [before[transport], after[transport]];
    if (one === undefined || other === undefined) return [];
    const path = ['protocol', transport];
    const over = `over ${transportName({ transport })}`;
    const gone = (key: string, what: string, was: unknown) =>
      change('breaking', [...path, key], `${what} ${over}`, 'is gone', was, undefined);
    const come = (key: string, what: string, is: unknown) =>
      change('compatible', [...path, key], `${what} ${over}`, 'is new', undefined, is);
    const hello = 'the handshake of earlier revisions';
    const modern = new Set(one.modern);
    const modernNow = new Set(other.modern);
    return [
      ...(one.handshake === other.handshake
        ? []
        : one.handshake === undefined
          ? [come('handshake', hello, other.handshake)]
          : other.handshake === undefined
            ? [gone('handshake', hello, one.handshake)]
            : // Both sides settle on what they share: clients of either revision are still answered.
              [
                change(
                  'compatible',
                  [...path, 'handshake'],
                  `the revision that initialize settles on ${over}`,
                  'is another one',
                  one.handshake,
                  other.handshake,
                ),
              ]),
      ...[...modern].filter((name) => !modernNow.has(name)).map((name) => gone('modern', `revision ${name}`, name)),
      ...[...modernNow].filter((name) => !modern.has(name)).map((name) => come('modern', `revision ${name}`, name)),
    ];
  });
}

/** Where it comes from: nothing of it is anything that a client relies on. */
export function originChanges(before: Contract, after: Contract): ContractChange[] {
  const pairs: readonly [string, unknown, unknown, string][] = [
    ['server', before.server, after.server, 'what the server calls itself'],
    ['sdks', before.sdks, after.sdks, 'the MCP library in the image'],
    ['image.id', before.image?.id, after.image?.id, 'the image'],
    ['image.base', before.image?.base, after.image?.base, 'the base image'],
  ];
  return pairs
    .filter(([, one, other]) => one !== undefined && other !== undefined && stable(one) !== stable(other))
    .map(([key, one, other, what]) => change('cosmetic', key.split('.'), what, 'is another one', one, other));
}
