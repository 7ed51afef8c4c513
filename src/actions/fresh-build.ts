import { join } from 'node:path';
import { readIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { FreshReport } from '../model/build-report.js';
import { cleanText } from '../model/clean-text.js';
import {
  FRESH_DOCKERFILE,
  freshLockFiles,
  planFreshLock,
  readFreshLock,
  type FreshLockPlan,
} from '../plan/fresh-lock.js';
import { isMcpSdk, lockDrift, type LockedPackages } from '../plan/package-locks.js';
import type { Absence, BuildContext } from '../config/build-context.js';
import { baseWarnings, newerBases } from './newer-bases.js';
import { withoutBuildx, type PreparedBuild } from './prepare-build.js';
import { runBuild, type BuildPorts, type Run } from './run-build.js';
import { smallImageFiles } from './small-image-files.js';

export interface FreshBuild {
  /** With the fresh lock in place of the one on disk, which stays as it is. */
  readonly prepared: PreparedBuild;
  readonly report: FreshReport;
}

/**
 * Pulls newer bases, makes the lock anew in the project's own install stage, and takes it out of the image of that.
 * Throws LOCK_UNAVAILABLE, and what a build throws.
 */
export async function freshBuild(run: Run, ports: BuildPorts): Promise<FreshBuild> {
  const { prepared } = run;
  const { plan, context, outline } = prepared;
  const sent = context.sent.map(({ path }) => path);
  const whyAbsent = (path: string) => reasonOf(context.explain(path));
  const fresh = planFreshLock({ outline, dockerfileText: context.dockerfileText, sent, whyAbsent });
  const contents = await readAll(context.directory, fresh.files);
  const before = readLock(contents.get(fresh.lock), fresh);
  const bases = await newerBases(context.dockerfileText, plan.arguments, ports);

  const files = await lockImage({ run, fresh, contents, sdk: [...before.keys()].filter(isMcpSdk) }, ports);
  const { content, packages, published } = readFreshLock(files, fresh);
  const { sdk, otherChanges } = lockDrift(before, packages);
  const drifted = sdk.some((one) => one.drifted);
  const report: FreshReport = {
    manager: fresh.manager.id,
    lock: fresh.lock,
    drifted,
    sdk: sdk.map((one) => {
      const newest = published.get(one.name);
      return { ...one, ...(newest !== undefined && { published: cleanText(newest, 100) }) };
    }),
    otherChanges,
    bases,
  };
  // Should the build fail with them, nothing else would say which they are.
  for (const { name, locked = 'not there', newest = 'gone' } of sdk.filter((one) => one.drifted))
    ports.progress.note(`${name}: ${locked} in ${fresh.lock}, ${newest} is the newest that is allowed.`);
  return {
    prepared: {
      ...prepared,
      context: context.overlay([{ path: fresh.lock, mode: 0o644, content }]),
      warnings: [
        ...prepared.warnings,
        ...baseWarnings(bases),
        ...(sdk.length === 0 ? [`${fresh.lock} has no SDK of MCP, so nothing of it can drift.`] : []),
      ],
    },
    report,
  };
}

const reasonOf = (absence: Absence | undefined): string | undefined =>
  absence?.kind === 'ignored'
    ? `"${absence.rule}" (${absence.by}:${absence.line}) keeps it out.`
    : absence?.kind === 'withheld'
      ? 'it counts as a secret.'
      : undefined;

async function readAll(directory: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const contents = await Promise.all(paths.map((path) => readIfThere(join(directory, path))));
  return new Map(
    paths.flatMap((path, index): [string, Buffer][] => {
      const content = contents[index];
      return content === undefined ? [] : [[path, content]];
    }),
  );
}

function readLock(content: Buffer | undefined, { manager, lock }: FreshLockPlan): LockedPackages {
  try {
    return manager.read(content?.toString('utf8') ?? '');
  } catch (cause) {
    throw new McpDockError('LOCK_UNAVAILABLE', { reason: `${lock} is no lock of ${manager.id}.` }, { cause });
  }
}

interface LockImage {
  readonly run: Run;
  readonly fresh: FreshLockPlan;
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly sdk: readonly string[];
}

/** The files of an image that holds the fresh lock and little else; the image is gone afterwards. */
async function lockImage({ run, fresh, contents, sdk }: LockImage, ports: BuildPorts) {
  const { engine, progress, signal } = ports;
  const prepared = withoutBuildx(run.prepared);
  const { target: _target, testTarget: _tests, ...plan } = prepared.plan;
  const context: BuildContext = prepared.context.overlay(freshLockFiles(contents, fresh.dockerfile(sdk)));
  const { built } = await runBuild(
    {
      ...run,
      prepared: { ...prepared, context, plan: { ...plan, dockerfile: FRESH_DOCKERFILE } },
      title: `Find the newest packages that ${fresh.manager.manifest} allows`,
      output: 'untagged',
    },
    ports,
  );
  if (built.id === undefined) throw new Error('The engine names what it builds.');
  const { id } = built;
  try {
    return await progress.step(`Read the fresh ${fresh.lock}`, async () =>
      smallImageFiles(await engine.saveImage(id, signal)),
    );
  } finally {
    await engine.removeImage(id);
  }
}
