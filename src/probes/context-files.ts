import { join } from 'node:path';
import { isSecretPath, NOISE_NAMES, SECRET_NAMES } from '../model/context-names.js';
import type { ContextFiles, DockerfileFact } from '../model/facts/files.js';
import { findSecrets } from '../model/find-secrets.js';
import { defineProbe } from './define-probe.js';
import { copySources } from './project-files/copy-sources.js';
import { readIgnoreText } from './project-files/ignore-text.js';
import { projectBuilds, type ProjectBuild } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';
import { walkContext } from './project-files/walk-context.js';

const MAX_SECRET_FILES = 50;
const MAX_SECRET_BYTES = 65_536;

export default defineProbe({
  fact: 'contextFiles',
  title: 'List what a build is sent',
  timeoutMs: 10_000,
  async collect(context) {
    const [builds, files] = await Promise.all([projectBuilds(context), context.fact('dockerfiles')]);
    const described = builds.map((build) => {
      const file = files.find(({ image }) => image === build.image);
      // Nothing is sent where nothing can be built.
      return file === undefined ? Promise.resolve([]) : describe(build, file, context.cwd);
    });
    return (await Promise.all(described)).flat();
  },
});

async function describe(build: ProjectBuild, { instructions }: DockerfileFact, cwd: string): Promise<ContextFiles[]> {
  const { image, context, dockerfile, directory } = build;
  const { path: ignoreFile, rules } = await readIgnoreText(build, cwd);
  const walked = await walkContext(directory, rules);
  const inside = dockerfile.startsWith(context === '.' ? '' : `${context}/`)
    ? dockerfile.slice(context === '.' ? 0 : context.length + 1)
    : '';
  return [
    {
      image,
      context,
      dockerfile,
      ...(ignoreFile !== undefined && { ignoreFile }),
      ...walked,
      asked: [...SECRET_NAMES, ...NOISE_NAMES.map(({ path }) => path)].map((path) => ({
        path,
        ignored: rules.ignores(path),
      })),
      secretFiles: await secretFiles(directory, walked.entries),
      sources: await copySources(instructions, { directory, dockerfile: inside, rules, entries: walked.entries }),
    },
  ];
}

function secretFiles(directory: string, entries: ContextFiles['entries']): Promise<ContextFiles['secretFiles']> {
  const suspects = entries.filter(({ path, kind, ignored }) => kind === 'file' && !ignored && isSecretPath(path));
  return Promise.all(
    suspects.slice(0, MAX_SECRET_FILES).map(async ({ path }) => {
      const file = await readBounded(join(directory, path), MAX_SECRET_BYTES).catch(() => undefined);
      return { path, holds: file === undefined || file.cut ? ('unread' as const) : contentOf(file.text, path) };
    }),
  );
}

/** Certificates, and settings without a password, have names like those of secrets. */
function contentOf(text: string, path: string): 'secret' | 'nothing' {
  // Binary key stores cannot be looked into.
  if (text.includes('\0') || /\.(?:p12|pfx|jks|keystore|ppk)$/u.test(path)) return 'secret';
  const named = findSecrets(text, { place: 'file', name: `/${path}` }).length > 0;
  return named ||
    /-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:_authToken|_auth|_password|npmAuthToken|aws_secret_access_key)\b\s*[:=]\s*["']?(?!\$)[^\s"']/u.test(
      text,
    )
    ? 'secret'
    : 'nothing';
}
