import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify, type VerifyOutcome } from '../../../src/actions/verify.js';
import { VERIFY_AREAS } from '../../../src/actions/verify-areas.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { checks as all } from '../../../src/checks/index.js';
import { ofAreas } from '../../../src/cli/select-checks.js';
import { parseTarget } from '../../../src/targets/parse-target.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { dockerArchive, ociArchive, type MadeImage } from '../../fakes/image-files.js';
import { badFiles, PLANTED } from '../../support/bad-files.js';
import { known } from '../../support/image-scan.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';
import { probeContext } from '../../support/probe-context.js';

const secrets = madeUpSecrets();
const checks = ofAreas(all, VERIFY_AREAS).filter(({ asked }) => asked === undefined);
let folder: string;
let bad: MadeImage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-archive-'));
  bad = await badFiles(secrets, 100_000);
  await writeFile(join(folder, 'docker.tar'), await dockerArchive(bad));
  await writeFile(join(folder, 'oci.tar'), await ociArchive([bad]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** No method of the engine is scripted: whoever asks it fails. */
const look = (target: string): Promise<VerifyOutcome> =>
  verify(
    { target: parseTarget(target), checks, environment: {}, headers: {}, timeoutMs: 60_000 },
    {
      ...probeContext({ cwd: folder }),
      engine: fakeEngine({}),
      progress: createSilentProgress(),
      prompter: undefined as never,
    },
  );

describe.each(['docker-archive:docker.tar', 'oci-archive:oci.tar'])('%s', (target) => {
  let outcome: VerifyOutcome;
  beforeAll(async () => {
    outcome = await look(target);
  });

  it('shows every planted secret once, and nothing else', () => {
    const found = known(outcome.collected, 'imageContents').secrets.map(
      ({ place, name, rule, deleted }) =>
        `${place}${place === 'history' ? '' : ` ${name}`} ${rule}${deleted === true ? ' deleted' : ''}`,
    );
    expect(found.toSorted()).toEqual([...PLANTED].toSorted());
  });

  it('keeps no value of a secret', () => {
    const text = JSON.stringify(outcome);
    for (const value of Object.values(secrets)) expect(text).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  it('fails what can be told without running it, with commands that load it first', () => {
    const failed = outcome.results.filter(({ outcome: how }) => how === 'fail');
    expect(failed.map(({ id }) => id)).toEqual([
      'image/entrypoint-exists',
      'image/healthcheck-declared',
      'image/layer-waste-low',
      'image/no-build-tools',
      'image/no-dev-dependencies',
      'image/no-ignored-files',
      'image/no-secrets',
      'image/no-setuid-surprise',
      'image/no-world-writable',
      'image/non-root-user',
      'image/oci-labels',
    ]);
    const commands = failed.flatMap(({ findings }) => findings.map(({ repro }) => repro));
    expect(commands.every((command) => command?.startsWith('docker load --input '))).toBe(true);
  });

  it('runs nothing, and blames it for nothing that takes a run', () => {
    expect(outcome.neverStarted).toBe(false);
    expect(outcome.results.filter(({ outcome: how }) => how === 'unknown' || how === 'error')).toEqual([]);
    expect(outcome.results.find(({ id }) => id === 'mcp/initialize')).toMatchObject({
      outcome: 'not-applicable',
      reason: 'An image in a file is read, not run: load it and verify it as image:REFERENCE.',
    });
  });
});

it.each([
  ['docker-archive:nothing.tar', 'there is no such file.'],
  ['docker-archive:.', 'it is a folder; pack it with tar first.'],
  ['oci-archive:docker.tar', 'It has no index.json; read it as docker-archive: instead.'],
  ['oci-archive:oci.tar#linux/s390x', 'It holds no image "linux/s390x"; there is linux/amd64.'],
])('%s is refused', async (target, reason) => {
  await expect(look(target)).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE', details: { reason } });
});
