import { join } from 'node:path';
import { compareContracts, type ContractChange } from '../checks/locking/compare-contracts.js';
import { LOCK_FILE_NAME, readLock } from '../config/read-lock.js';
import { cleanText, printableJson } from '../model/clean-text.js';
import type { CollectedFacts } from '../model/facts.js';
import { LOCK_VERSION, type Contract } from '../model/facts/contract.js';
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
  before: Contract | undefined,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<LockOutcome> {
  const path = LOCK_FILE_NAME;
  const kept = (reason: string): LockOutcome => ({ path, updated: false, kept: reason });
  if (neverStarted) return kept('the server never answered, and says nothing of what it offers');
  const { contract: fact, settings } = collected;
  if (fact?.status !== 'known' || settings?.status !== 'known')
    return kept(fact !== undefined && fact.status !== 'known' ? fact.reason : 'nothing was seen of what it offers');
  const { contract: seen, listed, faults } = fact.value;
  if (!listed) return kept('the server gave no list of its tools');
  const [fault] = faults;
  if (fault !== undefined) return kept(`the server gave no list of its ${fault.list}: ${fault.message}`);
  const { transports } = settings.value;
  const next = withUnseen(seen, before, transports);
  await writeFiles(cwd, [{ path, content: lockText(next) }]);
  return {
    path,
    updated: true,
    ...(before === undefined ? {} : told(compareContracts(before, next, transports))),
  };
}

function told(changes: readonly ContractChange[]): Pick<LockOutcome, 'changes' | 'changeCount'> {
  const shown = changes.slice(0, MOST_CHANGES).map(({ impact, path, what, became }) => ({
    impact,
    path: cleanText(path, 300),
    message: `${cleanText(what, 200)} ${became}`,
  }));
  return { changes: shown, ...(changes.length > shown.length && { changeCount: changes.length }) };
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

/** A container that runs already has one transport, and a file no image: what was known of the rest still holds. */
function withUnseen(
  seen: Contract,
  before: Contract | undefined,
  transports: { http?: unknown; stdio?: unknown },
): Contract {
  if (before === undefined) return seen;
  const [http, stdio] = (['http', 'stdio'] as const).map((name) =>
    transports[name] === undefined ? undefined : (seen.protocol[name] ?? before.protocol[name]),
  );
  const { sdks, image, ...rest } = { ...before, ...seen };
  return {
    ...rest,
    protocol: { ...(http === undefined ? {} : { http }), ...(stdio === undefined ? {} : { stdio }) },
    ...(sdks === undefined ? {} : { sdks }),
    ...(image === undefined ? {} : { image }),
  };
}
