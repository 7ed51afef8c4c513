import { explainExit } from '../../model/explain-exit.js';
import type { Replay } from '../../model/facts/admission.js';
import type { Finding } from '../../model/finding.js';

/** What a consumer would have said of a server that did not list its tools for it; none when it did. */
export function replayFindings(
  { answered, tools, error, exited, command, withheld, mode }: Replay,
  { who, remedy }: { readonly who: string; readonly remedy?: (lines: readonly string[]) => string | undefined },
): Finding[] {
  if (tools !== undefined && tools.length > 0) return [];
  const without = withheld.length === 0 ? '' : ` It was started without the secrets ${withheld.join(', ')}.`;
  const said =
    tools !== undefined
      ? 'it lists no tools.'
      : exited !== undefined
        ? `${lower(explainExit(exited))}.`
        : answered
          ? `it greets, but lists no tools: ${error ?? 'no list came'}.`
          : `it does not answer over ${mode === 'http' ? 'HTTP' : 'stdio'}: ${error ?? 'nothing came back'}.`;
  const mended = exited === undefined ? undefined : remedy?.(exited.lastLines);
  return [
    {
      message: `Started as ${who} starts it, ${said.replace(/\.\.$/u, '.')}${without}`,
      ...(exited !== undefined && exited.lastLines.length > 0 && { evidence: exited.lastLines.slice(-8) }),
      repro: command,
      ...(mended !== undefined && { remedy: mended }),
    },
  ];
}

/** Arguments that nothing describes, by tool. */
export const undescribed = ({ tools = [] }: Replay): string[] =>
  tools.flatMap(({ name, undescribed: names }) => (names.length === 0 ? [] : [`${name}: ${names.join(', ')}`]));

const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
