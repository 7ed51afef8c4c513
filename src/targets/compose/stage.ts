import { setTimeout as delay } from 'node:timers/promises';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../../model/clean-text.js';
import { causeOf } from '../../model/explain-exit.js';
import { formatDuration } from '../../model/units.js';
import type { ContainerState, Engine } from '../../ports/engine.js';
import { autopsy } from '../autopsy.js';
import type { ComposeFile } from './compose-file.js';
import { lastWordsOf, type ComposeProgram } from './compose-program.js';
import type { Isolated } from './isolate.js';

type StageEngine = Pick<Engine, 'listContainers' | 'inspectContainer' | 'containerLogs'>;

interface StageInput {
  readonly engine: StageEngine;
  readonly compose: Pick<ComposeProgram, 'run'>;
  /** How the user starts Compose with this file: `docker compose --file stack.yaml`. */
  readonly byHand: string;
  readonly isolated: Isolated;
  /** The name under which it is run. */
  readonly project: string;
  readonly service: string;
  /** How it stands in the file: what it waits for. */
  readonly needs: ComposeFile['services'][string]['depends_on'];
  readonly target: string;
  readonly secrets: readonly string[];
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

const POLL_MS = 100;

/**
 * Starts what the service depends on, waits for it as the file says, and creates the service's container without starting it.
 * Returns that container's id. Throws TARGET_UNREACHABLE; whatever was made until then is left to `removeRun`.
 */
export async function stageService(input: StageInput): Promise<string> {
  const { compose, byHand, isolated, project, service, target, onStep } = input;
  const file = JSON.stringify(isolated.file);
  const run = async (...args: readonly string[]) => {
    const result = await compose.run(['--project-name', project, '--file', '-', ...args], file);
    return result.exitCode === 0 ? undefined : lastWordsOf(result);
  };
  if (isolated.dependencies.length > 0) {
    onStep(isolated.dependencies.join(', '));
    const fault = await run('up', '--detach', '--no-build', '--quiet-pull', ...isolated.dependencies);
    const state = await dependencyFault(input);
    if (fault !== undefined || state !== undefined)
      throw new McpDockError('TARGET_UNREACHABLE', {
        target,
        reason: state ?? `Compose could not start what ${service} depends on: ${fault ?? ''}`,
        suggestion: `Start it by hand and see what it says: \`${byHand} up ${isolated.dependencies.join(' ')}\`.`,
      });
  }
  onStep(service);
  const fault = await run('create', '--no-build', '--quiet-pull', service);
  const [id] = await containersOf(input, service);
  if (fault !== undefined || id === undefined)
    throw new McpDockError('TARGET_UNREACHABLE', {
      target,
      reason: `Compose could not create it: ${fault ?? 'there is no container of it'}`,
      suggestion: `See what \`${byHand} create ${service}\` says.`,
    });
  return id;
}

/** Compose waits for what dependencies depend on; for what the service itself waits for, nobody does yet. */
async function dependencyFault(input: StageInput): Promise<string | undefined> {
  const { needs = {}, isolated, patienceMs, signal, engine } = input;
  const from = performance.now();
  for (const name of isolated.dependencies) {
    const condition = needs[name]?.condition ?? 'service_started';
    for (const id of await containersOf(input, name)) {
      for (;;) {
        signal.throwIfAborted();
        const state = await engine.inspectContainer(id);
        const done = await settled(state, condition, needs[name] !== undefined);
        if (done === true) break;
        const late = performance.now() - from > patienceMs;
        if (typeof done === 'string') return `${name}, on which it depends, ${done}.`;
        if (late)
          return `${name}, on which it depends, is still "${state.health?.status ?? state.status}" after ${formatDuration(patienceMs)}.`;
        await delay(POLL_MS, undefined, { signal });
      }
    }
  }
  return undefined;

  async function settled(state: ContainerState, condition: string, direct: boolean): Promise<boolean | string> {
    if (state.running) {
      if (condition === 'service_completed_successfully') return false;
      if (condition !== 'service_healthy') return true;
      const health = state.health?.status ?? 'none';
      if (health === 'none') return 'has no health check to wait for';
      return health === 'unhealthy' ? `is unhealthy${lastProbe(state, input.secrets)}` : health === 'healthy';
    }
    const { exitCode = 0 } = state;
    // What a dependency waited for may well have ended by now.
    if (exitCode === 0 && (condition === 'service_completed_successfully' || !direct)) return true;
    if (state.status === 'created') return false;
    const exit = await autopsy(engine, { containerId: state.id, exitCode, afterMs: 0, secrets: input.secrets });
    return `exited with code ${exitCode}: ${causeOf(exit)}`;
  }
}

function lastProbe({ health }: ContainerState, secrets: readonly string[]): string {
  const last = health?.log.at(-1);
  if (last === undefined) return '';
  const said = cleanText(maskSecrets(last.output.trim(), secrets), 200);
  return `: its health check ended with code ${last.exitCode}${said === '' ? '' : ` and said ${said}`}`;
}

async function containersOf({ engine, project }: StageInput, service: string): Promise<string[]> {
  const all = await engine.listContainers({ label: `com.docker.compose.project=${project}`, all: true });
  return all.filter(({ labels }) => labels['com.docker.compose.service'] === service).map(({ id }) => id);
}
