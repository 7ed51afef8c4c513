import { describe, expect, it } from 'vitest';
import dataVolumes from '../../../src/probes/data-volumes.js';
import type { ScenarioProbeContext } from '../../../src/probes/define-probe.js';
import type { ScenarioSpec } from '../../../src/targets/target.js';
import { imageConfig } from '../../support/image-facts.js';
import { settings } from '../../support/mcp-facts.js';
import { exit } from '../../support/run-facts.js';

const gone = (line: string) => exit({ lastLines: [line] });
const run = (ended?: ReturnType<typeof exit>) => ({
  spec: { name: 'read-only', mode: 'stdio', container: { readOnly: true }, freshVolumes: true, ending: 'dispose' },
  owned: true,
  containerId: ended === undefined ? 'lives' : 'gone',
  command: 'docker run x',
  hasExited: () => ended,
  exited: Promise.resolve(ended),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

function collect(
  runs: readonly ReturnType<typeof run>[],
  exec: (argv: readonly string[]) => object = () => ({ exitCode: 0, stdout: '', stderr: '' }),
  dataPaths = ['/data'],
) {
  const opened: ScenarioSpec[] = [];
  const fact = (dataVolumes as { collect(context: ScenarioProbeContext): Promise<unknown> }).collect({
    run: runs[0],
    target: {
      imageConfig: imageConfig({ volumes: ['/var/x'] }),
      settings: settings({ dataPaths }),
      secretValues: [],
      open: async (spec: ScenarioSpec) => {
        opened.push(spec);
        return runs[1];
      },
    },
    engine: { exec: async (_: string, argv: readonly string[]) => exec(argv) },
    signal: new AbortController().signal,
  } as unknown as ScenarioProbeContext);
  return { fact, opened };
}

describe('fresh volumes', () => {
  it('are each written to, as the user of the image', async () => {
    const { fact } = collect([run()], (argv) =>
      argv.includes('/data')
        ? { exitCode: 1, stdout: 'drwxr-xr-x 2 0 0 4096 Nov  1 00:00 /data\n', stderr: 'sh: Permission denied\n' }
        : { exitCode: 0, stdout: '', stderr: '' },
    );
    expect(await fact).toEqual({
      user: '1000:1000',
      volumes: [
        { path: '/data', from: 'project', writable: false, error: 'sh: Permission denied', shown: 'drwxr-xr-x 2 0 0' },
        { path: '/var/x', from: 'image', writable: true },
      ],
      command: 'docker run x',
    });
  });

  it('are tried in a run with a root that can be written to, where the server ends without', async () => {
    const { fact, opened } = collect([run(gone('EROFS')), run()]);
    expect(await fact).toMatchObject({ volumes: [{ writable: true }, { writable: true }] });
    expect(opened[0]?.container.readOnly).toBe(false);
  });

  it('are blamed where the server ends for want of them', async () => {
    const ended = run(gone("Error: EACCES: permission denied, open '/data/todo.db'"));
    expect(await collect([ended, ended]).fact).toMatchObject({ volumes: [{ path: '/data', writable: false }] });
  });

  it('are unknown where the server ends for another reason, or nothing can write', async () => {
    const ended = run(gone('Error: API_KEY is required'));
    await expect(collect([ended, ended]).fact).rejects.toThrow(/API_KEY/u);
    const nothing = { exitCode: 127, stdout: 'exec failed: executable file not found', stderr: '' };
    await expect(collect([run()], () => nothing).fact).rejects.toThrow(/no sh, no node and no python3/u);
  });
});
