import { McpDockError } from '../errors/mcp-dock-error.js';
import { pushFaultOf } from '../errors/push-fault.js';
import { cleanText } from '../model/clean-text.js';
import { OLDEST_BUILDX } from '../plan/buildx-builder.js';
import type { BuildxPlan } from '../plan/buildx-plan.js';
import { registryHostOf } from '../probes/doctor/resolved-froms.js';
import type { BuildxTrace } from './buildx-trace.js';

const CREATE = 'Make a builder of its own: docker buildx create --driver docker-container --use';

/** What a builder says that cannot do what is asked; `(what)` is for the person. */
const UNSUITED: readonly RegExp[] = [
  /^(?<what>.+?) (?:is|are) (?:not |currently un)supported (?:for|by) the .+ (?:driver|daemon)/iu,
  /^(?<what>multiple outputs) currently unsupported/iu,
  /docker exporter does not (?:currently )?support exporting (?<what>manifest lists)/iu,
  /exporter option "(?<what>rewrite-timestamp)" conflicts with/iu,
  /requires? (?<what>(?:network\.host|security\.insecure)[^,]*) entitlement|(?<entitlement>\S+) is not allowed/iu,
  /unknown cache (?:exporter|importer): "?(?<what>[\w-]+)/iu,
];

/** Turns the end of a failed `docker buildx build` into an error; causes of a failed step are told apart elsewhere. */
export function buildxFailure(
  { failedStep, words }: Pick<BuildxTrace, 'failedStep' | 'words'>,
  { builder, reasons, place }: Pick<BuildxPlan, 'builder' | 'reasons' | 'place'>,
): McpDockError {
  const said = reasonIn(words) ?? failedStep?.error ?? 'docker buildx ended without a word.';
  const [reason = ''] = said.split('\n');
  const unsuited = UNSUITED.map((words) => words.exec(withoutSolve(reason))?.groups).find(
    (found) => found !== undefined,
  );
  if (unsuited !== undefined)
    return new McpDockError('BUILDER_UNSUITED', {
      builder: builder.name,
      driver: builder.driver,
      option: reasons.join(', '),
      reason: cleanText(withoutSolve(reason).replace(/\.$/u, ''), 300),
      advice: [CREATE, 'A newer BuildKit knows more: update the engine, or the image of the builder.'],
    });
  const name = failedStep?.name ?? '';
  if (name.startsWith('[internal] booting buildkit') || /no builder .+ found|failed to find driver/iu.test(reason))
    return new McpDockError('BUILDX_UNAVAILABLE', {
      reasons,
      fault: 'no-builder',
      detail: cleanText(reason.replace(/\.$/u, ''), 300),
      oldest: OLDEST_BUILDX,
    });
  if (reason.startsWith('unknown flag: '))
    return new McpDockError('BUILDX_UNAVAILABLE', {
      reasons,
      fault: 'too-old',
      detail: `${builder.version}, ${cleanText(reason, 100)}`,
      oldest: OLDEST_BUILDX,
    });
  const pushing = /failed to push (\S+?):? /u.exec(reason)?.[1];
  if (place === 'registry' && pushing !== undefined)
    return new McpDockError('PUSH_FAILED', {
      reference: cleanText(pushing, 300),
      reason: cleanText(
        withoutSolve(reason)
          .replace(/^failed to push \S+: /u, '')
          .replace(/\.$/u, ''),
        500,
      ),
      fault: pushFaultOf(reason),
      registry: registryHostOf(pushing),
    });
  if (/no space left on device|not enough space on the disk/iu.test(reason))
    return new McpDockError('DISK_FULL', { during: name === '' ? 'the build' : name, reason });
  return new McpDockError('BUILD_FAILED', {
    cause: 'other',
    ...(failedStep !== undefined && { step: failedStep.name }),
    reason: failedStep?.error ?? reason,
    lastLines: [],
    advice: [],
  });
}

/** Behind the last `ERROR:`, whatever stands there. */
function reasonIn(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((line) => /^error: /iu.test(line));
  const text = (at < 0 ? words.slice(-3) : words.slice(at))
    .join('\n')
    .replace(/^error: /iu, '')
    .trim();
  return text === '' ? undefined : text.replace(/^failed to build: /u, '');
}

const withoutSolve = (reason: string) => reason.replace(/^(?:failed to (?:build|solve): )+/u, '');
