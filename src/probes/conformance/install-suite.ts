import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../config/cache-folder.js';
import { cleanLines, cleanText } from '../../model/clean-text.js';
import { CONFORMANCE_PACKAGE, CONFORMANCE_VERSION } from '../../model/conformance.js';
import type { ProbeContext } from '../define-probe.js';
import { npmVariables } from './suite-variables.js';

type InstallContext = Pick<ProbeContext, 'processes' | 'environment' | 'signal' | 'note'>;

const LIMIT_MS = 180_000;
const installing = new Map<string, Promise<string>>();

/**
 * The program of the suite, installed once into the cache folder with the user's own npm. Nothing of it runs meanwhile.
 * Throws when npm is missing or cannot get it.
 */
export function installSuite(context: InstallContext): Promise<string> {
  const folder = join(cacheFolder(context.environment), 'conformance', CONFORMANCE_VERSION);
  const running = installing.get(folder) ?? install(folder, context);
  installing.set(folder, running);
  // Who asks again after a failure, asks anew.
  running.catch(() => installing.delete(folder));
  return running;
}

async function install(folder: string, { processes, environment, signal, note }: InstallContext): Promise<string> {
  const program = join(folder, 'node_modules', ...CONFORMANCE_PACKAGE.split('/'), 'dist', 'index.js');
  if (await isThere(program)) return program;
  note?.(`Installing ${CONFORMANCE_PACKAGE} ${CONFORMANCE_VERSION} (52 MB) into ${folder}.`);
  await mkdir(dirname(folder), { recursive: true });
  // In a folder beside it, so that one that was cut off is never taken for a whole one.
  const fresh = await mkdtemp(`${folder}-`);
  try {
    await writeFile(join(fresh, 'package.json'), '{ "private": true }\n');
    const wanted = `${CONFORMANCE_PACKAGE}@${CONFORMANCE_VERSION}`;
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
    const { exitCode, missing, timedOut, stderr } = await processes.run(
      'npm',
      ['install', wanted, '--save-exact', '--ignore-scripts', '--omit=dev', ...quiet],
      { cwd: fresh, timeoutMs: LIMIT_MS, signal, environment: npmVariables(environment), extendEnv: false },
    );
    signal.throwIfAborted();
    if (missing) throw new Error(`${wanted} is installed with npm, and there is no npm here.`);
    if (exitCode !== 0)
      throw new Error(
        timedOut
          ? `npm did not install ${wanted} within ${LIMIT_MS / 1000} s.`
          : `npm could not install ${wanted}: ${reasonIn(stderr)} It is asked for once, and needs the registry for that.`,
      );
    await rename(fresh, folder).catch(async (error: unknown) => {
      // Another run was faster.
      if (!(await isThere(program))) throw error;
    });
    return program;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function reasonIn(stderr: string): string {
  const said = cleanLines(stderr, 20, 300)
    .map((line) => line.replace(/^npm (?:error|ERR!)\s*/u, ''))
    .find((line) => line !== '' && !/^(?:code|errno|syscall|A complete log)\b/u.test(line));
  return `${cleanText(said ?? 'it did not say why', 300).replace(/\.$/u, '')}.`;
}
