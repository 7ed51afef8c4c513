import {
  buildFailureRows,
  type BuildFailureCause,
  type BuildFailureFacts,
  type BuildFailureInput,
} from './build-failure-rows.js';

export interface BuildFailure {
  readonly cause: BuildFailureCause;
  /** The builder's words without its plumbing. */
  readonly reason: string;
  readonly advice: readonly string[];
}

/** Tells causes apart by what builders and package managers print. Pure; the first row that matches wins. */
export function classifyBuildFailure(input: BuildFailureInput): BuildFailure {
  const reason = readableReason(input.reason);
  const ran = /exit code: \d+|did not complete successfully|returned a non-zero code/u.test(input.reason);
  const facts: BuildFailureFacts = {
    ...input,
    reason,
    ran,
    pulls: !ran && PULL.test(`${input.step ?? ''} ${input.reason}`),
    // What a step prints says more than its exit code; what a step is called says nothing about why it failed.
    text: ran ? input.lines.join('\n') : reason,
    exitCode: Number(/(?:exit code:?|non-zero code:) (\d+)/u.exec(input.reason)?.[1] ?? Number.NaN),
  };
  if (/no active session|session .*not found/iu.test(reason)) return { cause: 'other', reason, advice: LOST_SESSION };
  for (const row of buildFailureRows) {
    const advice = row.test(facts);
    if (advice !== undefined) return { cause: row.cause, reason, advice };
  }
  return { cause: 'other', reason, advice: otherAdvice(facts) };
}

const PULL = /load metadata for|resolve image config|(?:^| )FROM |load cache key|pull access denied|manifests\//u;

/** Its words of a deadline would pass for a network that is down. */
const LOST_SESSION = [
  'The engine lost the connection over which it asks for secrets and logins: build again, and see that a proxy or an ssh tunnel on the way to the engine keeps connections open.',
];

function otherAdvice({ reason, exitCode, ran, output }: BuildFailureFacts): string[] {
  const secret = /secret (\S+?):? not found/u.exec(reason)?.[1];
  if (secret === 'corp_ca')
    return ['The Dockerfile requires a certificate authority: give it with --ca-file FILE.pem.'];
  if (secret !== undefined)
    return [
      `The Dockerfile requires the build secret "${secret}": give it with --secret id=${secret},src=FILE, or id=${secret},env=NAME.`,
    ];
  if (/unable to find (?:user|group)/u.test(reason))
    return ['USER names somebody whom the image does not know: create the user first, or use a numeric id.'];
  const ended = `The command of that step ended with exit code ${exitCode}; its output says why.`;
  if (output === 'shown') return ran ? [ended] : [];
  const all = output === undefined ? 'See all of it with --verbose.' : `All of it is in ${output.file}.`;
  return ran ? [`${ended} ${all}`] : output === undefined ? ['See all output with --verbose.'] : [];
}

/** Without the names of the engine's own layers of code, and without the whole command line, which the step shows. */
function readableReason(reason: string): string {
  return reason
    .replace(
      /^(?:failed to (?:solve(?: with frontend \S+)?|create LLB definition|load cache key|compute cache key|do request): )+/u,
      '',
    )
    .replace(
      /^(?:executor failed running \[.*\]|process ".*" did not complete successfully|The command '.*' returned a non-zero code): (?:exit code: )?(\d+)$/su,
      'exit code $1',
    )
    .replace(/^executor failed running \[.*\]: /su, '')
    .replace(/\S*\/(?:buildkit-mount\d+|merged)\//gu, '/')
    .trim();
}
