import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { UV_PACKAGE } from '../plan/foreign/python-image.js';
import type { Context } from '../ports/context.js';
import { runLabels } from '../targets/run-labels.js';
import { build } from './build.js';
import { faultOfUv } from './uv-fault.js';

export interface LockedPackage {
  /** requirements.txt, every package with its hashes. */
  readonly requirements: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  /** Names of the packages that it asks for itself. */
  readonly dependencies: readonly string[];
  /** Console scripts of the package itself. */
  readonly scripts: readonly string[];
  /** Its own sources by path, as far as they were read. */
  readonly sources: ReadonlyMap<string, string>;
}

interface LockInput {
  /** `NAME[EXTRAS]==VERSION`, checked before. */
  readonly specification: string;
  readonly name: string;
  readonly python: string;
  readonly baseRegistry: string;
  readonly constraints: readonly string[];
}

const answerSchema = z.object({
  requirements: z.string().default(''),
  version: z.string().default(''),
  description: z.string().nullish(),
  license: z.string().nullish(),
  scripts: z.array(z.string()).default([]),
  dependencies: z.array(z.string()).default([]),
  sources: z.record(z.string(), z.string()).default({}),
  fault: z.string().optional(),
});

const MOST_BYTES = 8_000_000;
const ANSWER_MS = 30_000;

/** Locks and reads what the package says of itself; nothing of it runs, for only its files are unpacked. */
const PROGRAM = `import importlib.metadata as m, json, re, subprocess, sys
name, python = sys.argv[1:]
def uv(*words):
    done = subprocess.run(['uv', *words], capture_output=True, text=True)
    if done.returncode != 0:
        json.dump({'fault': done.stderr[-4000:]}, open('/lock/answer.json', 'w'))
        sys.exit(0)
    return done.stdout
requirements = uv('pip', 'compile', '/lock/requirements.in', '--universal', '--generate-hashes', '--no-header', '--no-annotate', '--quiet', '--python-version', python)
plain = lambda text: text.lower().replace('_', '-').replace('.', '-')
pins = [line.split(' ')[0] for line in requirements.splitlines() if '==' in line and not line.startswith((' ', '#'))]
pin = next(pin for pin in pins if plain(pin.split('==')[0].split('[')[0]) == plain(name))
uv('pip', 'install', '--quiet', '--no-deps', '--target', '/lock/package', pin.split(';')[0])
found = next(d for d in m.distributions(path=['/lock/package']) if plain(d.metadata['Name']) == plain(name))
classifiers = [c.split('::')[-1].strip() for c in found.metadata.get_all('Classifier') or [] if c.startswith('License :: OSI Approved ::')]
sources, left = {}, 3000000
for file in found.files or []:
    if file.suffix != '.py' or left <= 0: continue
    try: text = file.locate().read_text(encoding='utf-8', errors='replace')[:min(left, 300000)]
    except OSError: continue
    # Of the rest nothing is asked.
    if re.search('environ|getenv|stdio|--', text): sources[str(file)], left = text, left - len(text)
license = found.metadata['License-Expression'] or found.metadata['License'] or next(iter(classifiers), None)
json.dump({'requirements': requirements, 'version': found.version, 'description': found.metadata['Summary'],
    'dependencies': [re.match(r'[A-Za-z0-9._-]+', r)[0] for r in found.requires or [] if 'extra ==' not in r and 'win32' not in r],
    'license': license if license and len(license) < 80 else None,
    'sources': sources, 'scripts': [e.name for e in found.entry_points if e.group == 'console_scripts']}, open('/lock/answer.json', 'w'))
`;

const dockerfile = (baseRegistry: string, python: string, name: string, nonce: string) =>
  `FROM ${baseRegistry}/python:${python}-slim-trixie
ARG PIP_INDEX_URL
RUN --mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem \\
    --mount=type=cache,id=mcp-dock-lock-pip,target=/root/.cache/pip \\
    set -eu; if [ -s /run/secrets/corp_ca.pem ]; then cat /etc/ssl/certs/ca-certificates.crt /run/secrets/corp_ca.pem > /tmp/ca.pem; export PIP_CERT=/tmp/ca.pem; fi; \\
    python3 -m venv /opt/tools; /opt/tools/bin/pip install --disable-pip-version-check ${UV_PACKAGE}; rm -f /tmp/ca.pem
ENV PATH=/opt/tools/bin:$PATH UV_PYTHON_DOWNLOADS=never UV_CACHE_DIR=/root/.cache/uv UV_LINK_MODE=copy
COPY requirements.in lock.py /lock/
RUN --mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem \\
    --mount=type=cache,id=mcp-dock-lock-uv,target=/root/.cache/uv \\
    set -eu; : ${nonce}; if [ -s /run/secrets/corp_ca.pem ]; then cat /etc/ssl/certs/ca-certificates.crt /run/secrets/corp_ca.pem > /tmp/ca.pem; export SSL_CERT_FILE=/tmp/ca.pem; fi; \\
    if [ -n "\${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$PIP_INDEX_URL"; fi; \\
    python3 /lock/lock.py ${name} ${python}; rm -f /tmp/ca.pem
CMD ["cat", "/lock/answer.json"]
`;

/** Throws PACKAGE_NOT_FOUND and PACKAGE_UNRESOLVED, and what a build throws. */
export async function lockInEngine(
  { specification, name, python, baseRegistry, constraints }: LockInput,
  context: Context,
): Promise<LockedPackage> {
  const { environment, engine, signal } = context;
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-lock-'));
  const nonce = randomBytes(6).toString('hex');
  // Two at once must not read each other's answer.
  const tag = `mcp-dock-lock:${nonce}`;
  try {
    await Promise.all([
      // Yesterday's answer may not be today's.
      writeFile(join(folder, 'Dockerfile'), dockerfile(baseRegistry, python, name, nonce)),
      writeFile(join(folder, 'requirements.in'), [specification, ...constraints, ''].join('\n')),
      writeFile(join(folder, 'lock.py'), PROGRAM),
    ]);
    const index = environment['PIP_INDEX_URL'];
    const buildArgs = index === undefined || /\/\/[^/]*@/u.test(index) ? [] : [`PIP_INDEX_URL=${index}`];
    await build({ directory: folder, flags: { tags: [tag], buildArgs }, verbose: false }, { ...context, cwd: folder });
    const answer = answerSchema.parse(jsonOrUndefined(await outputOf(engine, tag, signal)));
    if (answer.fault !== undefined || answer.version === '')
      throw faultOfUv(`pypi:${specification}`, answer.fault ?? '');
    const { requirements, version, description, license, scripts, dependencies, sources } = answer;
    return {
      requirements,
      version,
      ...(typeof description === 'string' && { description }),
      ...(typeof license === 'string' && { license }),
      scripts,
      dependencies,
      sources: new Map(Object.entries(sources)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await engine.removeImage(tag);
  }
}

/** What a container writes before it ends. */
async function outputOf(engine: Context['engine'], image: string, signal: AbortSignal): Promise<string> {
  const id = await engine.createContainer({
    imageReference: image,
    labels: runLabels(randomBytes(6).toString('hex')),
    network: 'none',
  });
  try {
    const streams = await engine.attachContainer(id);
    await engine.startContainer(id);
    let text = '';
    const limited = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    const stop = () => streams.close();
    limited.addEventListener('abort', stop, { once: true });
    try {
      for await (const chunk of streams.stdout) {
        text += String(chunk);
        if (text.length > MOST_BYTES) break;
      }
    } finally {
      limited.removeEventListener('abort', stop);
    }
    signal.throwIfAborted();
    return text;
  } finally {
    await engine.removeContainer(id);
  }
}
