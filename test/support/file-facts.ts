import type { Facts } from '../../src/model/facts.js';
import type { ContextFiles, DockerfileFact, EntryScript } from '../../src/model/facts/files.js';
import type { Settings } from '../../src/model/facts/settings.js';
import { maskInstructions } from '../../src/plan/dockerfile/mask-instructions.js';
import { readDockerfile } from '../../src/plan/dockerfile/read-dockerfile.js';
import { readLock } from '../../src/plan/manifests/read-lock.js';
import { readManifest } from '../../src/plan/manifests/read-manifest.js';
import { verifySettings } from '../../src/plan/verify-settings.js';

/** The day on which all of these tests are read. */
export const TODAY = '2026-11-21';

/** The fact of a Dockerfile with that text; name what the row is about. */
export function dockerfileFact(text: string, { target, ...overrides }: Partial<DockerfileFact> = {}): DockerfileFact {
  const read = readDockerfile(text, target === undefined ? {} : { target });
  return {
    image: 'weather',
    main: true,
    path: 'Dockerfile',
    context: '.',
    readOn: TODAY,
    ...read,
    ...maskInstructions(read.instructions),
    scripts: [],
    ...(target !== undefined && { target }),
    ...overrides,
  };
}

/** Facts of one Dockerfile. */
export const dockerfile = (text: string, overrides: Partial<DockerfileFact> = {}) => ({
  dockerfiles: [dockerfileFact(text, overrides)],
});

/** A row for {@link testCheck}: the Dockerfile is its own name when it has none. */
export const row = (name: string, text: string, overrides: Partial<DockerfileFact> = {}) => ({
  name,
  facts: dockerfile(text, overrides),
});

export const script = (text: string, overrides: Partial<EntryScript> = {}): EntryScript => ({
  path: 'docker-entrypoint.sh',
  firstLine: 1,
  target: '/usr/local/bin/docker-entrypoint.sh',
  direct: true,
  mode: '755',
  line: 3,
  text,
  ...overrides,
});

export const contextFile = (overrides: Partial<ContextFiles> = {}): ContextFiles => ({
  image: 'weather',
  context: '.',
  dockerfile: 'Dockerfile',
  ignoreFile: '.dockerignore',
  entries: [],
  truncated: false,
  asked: [],
  secretFiles: [],
  sources: [],
  ...overrides,
});

/** Manifests and lock files with those texts, by path. */
export function manifestFacts(texts: Readonly<Record<string, string>>): Pick<Facts, 'manifests'> {
  const entries = Object.entries(texts);
  const files = entries.map(([path, text]) => readManifest(path, text)).filter((file) => file !== undefined);
  const locks = entries
    .map(([path, text]) => readLock(path, path.split('/').at(-1) ?? '', text))
    .filter((lock) => lock !== undefined);
  return { manifests: [{ image: 'weather', context: '.', files, locks }] };
}

/** What the project says of its server. */
export const settingsFact = (
  transports: Settings['transports'],
  transportsFrom: Settings['transportsFrom'] = 'config',
): Pick<Facts, 'settings'> => ({
  settings: { ...verifySettings({ name: 'weather' }), transports, transportsFrom },
});
