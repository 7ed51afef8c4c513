import { cleanLines, cleanText, maskSecrets } from '../model/clean-text.js';
import { causeOf, explainExit } from '../model/explain-exit.js';
import type { Facts } from '../model/facts.js';
import { dataPathsOf, type DataPath } from '../targets/data-paths.js';
import type { ScenarioRun } from '../targets/target.js';
import { comingUp } from './collecting/coming-up.js';
import { runInside } from './collecting/run-inside.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

type Volume = Facts['dataVolumes']['volumes'][number];

/** A name that no server has for a file of its own. */
const FILE = '.mcp-dock-write-test';

export default defineProbe({
  fact: 'dataVolumes',
  title: 'Write to fresh volumes',
  timeoutMs: 120_000,
  scenario: 'read-only',
  async collect(context) {
    const { run, target, signal } = context;
    if (target.imageConfig === undefined) throw new NotApplicable('It has no image.');
    const paths = dataPathsOf(target.settings, target.imageConfig);
    if (paths.length === 0) throw new NotApplicable('Nothing declares a path for data.');
    const user = target.imageConfig.user;
    const first = await tryPaths(context, run, paths);
    if (first !== undefined) return { user, volumes: first, command: run.command };
    // What ends with a read-only root may live with one that can be written to.
    await using plain = await target.open(
      { ...run.spec, container: { ...run.spec.container, readOnly: false } },
      signal,
    );
    const second = await tryPaths(context, plain, paths);
    if (second !== undefined) return { user, volumes: second, command: plain.command };
    const exit = await plain.exited;
    const blamed = paths.filter(({ path }) => exit.lastLines.some((line) => isDenied(line) && line.includes(path)));
    if (blamed.length === 0) throw new Error(`${explainExit(exit)}.`);
    const error = causeOf(exit);
    return { user, volumes: blamed.map((path) => ({ ...path, writable: false, error })), command: plain.command };
  },
});

const isDenied = (line: string): boolean => /EACCES|EPERM|EROFS|permission denied|read-only file system/iu.test(line);

/** Undefined when the container ended before it could be tried. */
async function tryPaths(
  context: ScenarioProbeContext,
  run: ScenarioRun,
  paths: readonly DataPath[],
): Promise<Volume[] | undefined> {
  // A server that makes its folders at the start is given the time to.
  if (run.spec.mode === 'http') await comingUp(run, context);
  const volumes: Volume[] = [];
  for (const path of paths) {
    const volume = run.hasExited() === undefined ? await tryPath(context, run, path) : undefined;
    if (volume === undefined) return undefined;
    volumes.push(volume);
  }
  return volumes;
}

async function tryPath(
  { engine, target }: ScenarioProbeContext,
  run: ScenarioRun,
  { path, from }: DataPath,
): Promise<Volume | undefined> {
  if (run.containerId === undefined) return undefined;
  const file = `${path}/${FILE}`;
  const ran = await runInside(engine, run.containerId, {
    sh: `true > "$1" && rm "$1" || { ls -ldn "$2"; exit 1; }`,
    node: `const fs=require("fs");const[f,d]=process.argv.slice(1);try{fs.writeFileSync(f,"");fs.rmSync(f)}catch(e){const s=fs.statSync(d);console.log((s.mode&0o7777).toString(8),s.uid,s.gid);console.error(e.message);process.exit(1)}`,
    python: `import os,sys\nf,d=sys.argv[1:3]\ntry:\n open(f,"w").close();os.remove(f)\nexcept OSError as e:\n s=os.stat(d);print(oct(s.st_mode&0o7777),s.st_uid,s.st_gid);sys.exit(str(e))`,
    args: [file, path],
  });
  if (ran === undefined) {
    if (run.hasExited() !== undefined) return undefined;
    throw new Error('Nothing in the image can write a file for us: it has no sh, no node and no python3.');
  }
  if (ran.exitCode === 0) return { path, from, writable: true };
  const clean = (text: string) => cleanText(maskSecrets(text, target.secretValues), 200);
  const [error] = cleanLines(ran.stderr, 1).map(clean);
  const [shown] = cleanLines(ran.stdout, 1).map((line) => clean(line).replace(/^(\S+ +\d+ +\d+ +\d+) .*$/u, '$1'));
  return { path, from, writable: false, ...(error === undefined ? {} : { error }), ...(shown && { shown }) };
}
