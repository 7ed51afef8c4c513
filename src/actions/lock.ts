import { join } from 'node:path';
import { compareContracts } from '../checks/locking/compare-contracts.js';
import type { ContractChange, Impact } from '../checks/locking/contract-change.js';
import { transportName } from '../checks/mcp-sessions.js';
import { LOCK_FILE_NAME, readLock } from '../config/read-lock.js';
import { cleanText, printableJson } from '../model/clean-text.js';
import type { CollectedFacts } from '../model/facts.js';
import { LOCK_VERSION, lockFileSchema, type Contract } from '../model/facts/contract.js';
import { refusalWords } from '../model/schema-refusal.js';
import type { Report } from '../model/report.js';
import { SCHEMAS_URL } from '../model/tool.js';
import type { Context } from '../ports/context.js';
import { writeFiles } from './write-files.js';

/** What became of the lock in a run that was to write it. */
type LockOutcome = NonNullable<Report['lock']>;

/** Whoever changes more than that reads the file. */
const MOST_CHANGES = 200;

/** Throws LOCK_INVALID when the folder's lock cannot be used; before anything is started. */
export const requireSoundLock = ({ cwd }: Pick<Context, 'cwd'>): Promise<Contract | undefined> =>
  readLock(join(cwd, LOCK_FILE_NAME));

/** The lock before the run, and what the project declares. */
interface Locked {
  readonly before?: Contract | undefined;
  readonly transports?: readonly ('http' | 'stdio')[] | undefined;
}

interface Outcome {
  readonly collected: CollectedFacts;
  readonly neverStarted?: boolean;
}

/**
 * Writes what a run saw to the lock of the folder. A run in which the server did not answer, or gave no list of its tools, says
 * nothing: the file stays as it was. What this run could not see of what the project still has, it keeps from before.
 */
export async function updateLock(
  { collected, neverStarted = false }: Outcome,
  { before, transports }: Locked,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<LockOutcome> {
  const path = LOCK_FILE_NAME;
  const kept = (reason: string): LockOutcome => ({ path, updated: false, kept: reason });
  if (neverStarted) return kept('the server never answered, and says nothing of what it offers');
  const { contract: fact } = collected;
  if (fact?.status !== 'known') return kept(fact?.reason ?? 'nothing was seen of what it offers');
  const { contract: seen, listed, faults, limited } = fact.value;
  const silent = [collected.mcpHttp, collected.mcpStdio].find((session) => isSilent(session, before, transports));
  if (silent?.status === 'known') return kept(`the server does not answer over ${transportName(silent.value)}`);
  if (!listed) return kept('the server gave no list of its tools');
  if (limited !== undefined) return kept(`the server refuses further requests: HTTP ${limited}`);
  const [fault] = faults;
  if (fault !== undefined) return kept(`the server gave no list of its ${fault.list}: ${fault.message}`);
  const next = withUnseen(seen, before, transports);
  const unsound = lockFileSchema.safeParse({ ...next, schemaVersion: LOCK_VERSION }).error;
  if (unsound !== undefined) return kept(`what the server lists cannot be locked: ${refusalWords(unsound.issues)}`);
  await writeFiles(cwd, [{ path, content: lockText(next) }]);
  return {
    path,
    updated: true,
    ...(before === undefined ? {} : told(compareContracts(before, next, transports))),
  };
}

/** A transport that is declared, or was locked, and says nothing in this run. */
function isSilent(session: CollectedFacts['mcpHttp'], before: Contract | undefined, transports: Locked['transports']) {
  if (session?.status !== 'known' || session.value.answered) return false;
  const { transport } = session.value;
  return transports === undefined ? before?.protocol[transport] !== undefined : transports.includes(transport);
}

function told(changes: readonly ContractChange[]): Pick<LockOutcome, 'changes' | 'totals'> {
  const shown = changes.slice(0, MOST_CHANGES).map(({ impact, path, what, became }) => ({
    impact,
    path: cleanText(path, 300),
    message: `${cleanText(what, 200)} ${became}`,
  }));
  const count = (of: Impact) => changes.filter(({ impact }) => impact === of).length;
  return {
    changes: shown,
    totals: { breaking: count('breaking'), compatible: count('compatible'), cosmetic: count('cosmetic') },
  };
}

/** Keys in an order of their own, names in that of the alphabet: it differs only where something does. */
export function lockText(contract: Contract): string {
  const { server, protocol, sdks, image, tools, resources, resourceTemplates, prompts } = contract;
  const file = {
    $schema: `${SCHEMAS_URL}/lock.schema.json`,
    schemaVersion: LOCK_VERSION,
    server,
    protocol,
    sdks,
    image,
    tools,
    resources,
    resourceTemplates,
    prompts,
  };
  return `${printableJson(file, 2)}\n`;
}

/** A container that runs already has one transport, and no layers to read: what was known of the rest still holds. */
function withUnseen(seen: Contract, before: Contract | undefined, transports: Locked['transports']): Contract {
  if (before === undefined) return seen;
  const known = (['http', 'stdio'] as const).flatMap((name) => {
    const revisions = seen.protocol[name] ?? before.protocol[name];
    const isDeclared = transports === undefined || transports.includes(name);
    return revisions === undefined || !isDeclared ? [] : [[name, revisions] as const];
  });
  return { ...before, ...seen, protocol: Object.fromEntries(known) };
}
