import { withoutPassword } from '../config/engine/parse-endpoint.js';
import { resolveEngineEndpoint } from '../config/engine-endpoint.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { EngineFact } from '../model/facts/host.js';
import { defineProbe } from './define-probe.js';
import { pingEndpoint } from './doctor/ping-endpoint.js';

/** Never unknown: an engine that cannot be reached is what is looked for. */
export default defineProbe({
  fact: 'engine',
  title: 'Ask the Docker Engine',
  timeoutMs: 15_000,
  async collect({ engine, environment, signal }) {
    const unreachable: EngineFact = {
      endpoint: withoutPassword(environment['DOCKER_HOST'] ?? ''),
      endpointFrom: environment['DOCKER_HOST'] ? 'DOCKER_HOST' : 'the Docker context',
      reachable: false,
      alternatives: [],
      kind: 'unknown',
      buildkit: false,
      rootless: false,
    };
    const found = await resolveEngineEndpoint({ environment }).catch((error: unknown) => problemOf(error));
    if ('problem' in found) return { ...unreachable, ...found };
    const { endpoint, from: endpointFrom, alternatives } = found;
    try {
      const info = await engine.info(signal);
      return {
        endpoint,
        endpointFrom,
        reachable: true,
        alternatives: [],
        kind: info.kind,
        version: info.version,
        apiVersion: info.apiVersion,
        os: info.os,
        arch: info.architecture,
        buildkit: info.buildkit,
        rootless: info.rootless,
      };
    } catch (error) {
      signal.throwIfAborted();
      const answering = await Promise.all(
        alternatives.map(async (alternative) => ((await pingEndpoint(alternative)) ? [alternative] : [])),
      );
      return { ...unreachable, endpoint, endpointFrom, alternatives: answering.flat(), ...problemOf(error) };
    }
  },
});

type Problem = NonNullable<EngineFact['problem']>;

function problemOf(error: unknown): { readonly problem: Problem } {
  const message = error instanceof Error ? error.message : String(error);
  return { problem: { kind: kindOf(error), message } };
}

function kindOf(error: unknown): Problem['kind'] {
  if (!(error instanceof McpDockError)) return 'other';
  switch (error.code) {
    case 'ENGINE_PERMISSION':
      return 'permission';
    case 'ENGINE_CONTEXT_INVALID':
      return 'context';
    case 'ENGINE_UNREACHABLE':
      return (error as McpDockError<'ENGINE_UNREACHABLE'>).details.kind ?? 'other';
    default:
      return 'other';
  }
}
