import { explainExit } from './explain-exit.js';
import type { ContainerExit } from './facts/run.js';
import { wantedAtExit, type Wants } from './wanted-by.js';

/**
 * Why nothing could be asked of a server that has ended: where only its user has what it wants, in the words of every other check
 * that this leaves open, so that a report says it once. `placeholders` only of a server that never answered.
 */
export function whyGone(exit: ContainerExit, placeholders: readonly string[] = []): string {
  const wants = wantedAtExit(exit, placeholders);
  return wants === undefined ? `${explainExit(exit)}.` : notStarted(wants);
}

/** Why a server ended before it answered, where only its user has what it wants. */
export const notStarted = (wants: Wants): string =>
  wants.placeholder
    ? `Not started, because ${madeUp(wants)}${said(wants)}. ${giveReal(wants)}`
    : `Not started, because it asks for ${named(wants.variables)}${said(wants)}. ${giveReal(wants)}`;

/** Why a server that runs lists no tools. */
export const notListed = (wants: Wants): string =>
  `The tools were not listed, and ${madeUp(wants)}${said(wants)}. ${giveReal(wants)}`;

const madeUp = ({ variables }: Wants) =>
  `${named(variables)} ${variables.length === 1 ? 'has a value that is' : 'have values that are'} made up (server.env of mcp-dock.yaml)`;

const said = (wants: Wants) => (wants.said === undefined ? '' : `: ${wants.said.replace(/[.:\s]+$/u, '')}`);

const giveReal = ({ variables, placeholder }: Wants) =>
  `Give ${placeholder ? (variables.length === 1 ? 'a real value' : 'real values') : 'a value'} from your environment: mcp-dock verify ${variables.map((name) => `--env ${name}`).join(' ')}`;

const named = (variables: readonly string[]) =>
  variables.length < 2
    ? (variables[0] ?? 'a variable')
    : `${variables.slice(0, -1).join(', ')} and ${variables.at(-1)}`;
