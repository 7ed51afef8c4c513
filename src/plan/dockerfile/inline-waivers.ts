import { isDay } from '../../model/calendar-day.js';
import type { Accepted, Waiver } from '../../model/facts/accepted.js';
import type { DockerfileInstruction } from '../../model/facts/files.js';

/** The check that looks after waivers is not waived itself. */
const UNWAIVABLE = 'project/waivers-current';

const MAX_WAIVERS = 200;
const COMMENT = /^\s*#\s*mcp-dock\s+ignore\s*=\s*(.*)$/iu;

interface Place {
  readonly path: string;
  /** The image that `verify` starts is made from it. */
  readonly main: boolean;
}

/**
 * Reads comments of the form `# mcp-dock ignore=ID[,ID] expires=2027-03-01 [owner=NAME] -- reason`. One above the first instruction
 * covers the whole file; every other covers the instruction below it, or around it.
 */
export function inlineWaivers(
  text: string,
  instructions: readonly Pick<DockerfileInstruction, 'line' | 'endLine'>[],
  { path, main }: Place,
): Pick<Accepted, 'waivers' | 'faults'> {
  const waivers: Waiver[] = [];
  const faults: Accepted['faults'] = [];
  for (const [index, row] of text.split(/\r?\n/u).entries()) {
    const [, said] = COMMENT.exec(row.slice(0, 2_000)) ?? [];
    if (said === undefined) continue;
    const line = index + 1;
    const fault = (message: string) => faults.push({ uri: path, line, message });
    if (waivers.length + faults.length >= MAX_WAIVERS) {
      fault('There are more waivers here than are read.');
      break;
    }
    const read = readWaiver(said);
    if (typeof read === 'string') {
      fault(read);
      continue;
    }
    const lines = linesBelow(line, instructions);
    const { ids, ...rest } = read;
    for (const id of ids)
      waivers.push({
        id,
        ...rest,
        source: { uri: path, line },
        covers: { dockerfile: path, image: main, ...(lines !== undefined && { lines }) },
      });
  }
  return { waivers, faults };
}

type Read = { readonly ids: readonly string[] } & Pick<Waiver, 'reason' | 'expires' | 'owner'>;

/** What stands behind `ignore=`, or what is wrong with it as a sentence. */
function readWaiver(said: string): Read | string {
  const [head = '', ...behind] = said.split(/\s--\s|\s--$/u);
  const [list = '', ...options] = head.trim().split(/\s+/u);
  const ids = list.split(',').filter((id) => id !== '');
  if (ids.length === 0 || list.includes('=')) return 'The waiver names no check.';
  if (ids.includes(UNWAIVABLE)) return `${UNWAIVABLE} looks after waivers and cannot be waived.`;
  const named = `The waiver of ${ids.join(', ').slice(0, 200)}`;
  const reason = behind.join(' -- ').trim();
  if (reason === '') return `${named} has no reason.`;
  let expires: string | undefined;
  let owner: string | undefined;
  for (const option of options) {
    const [name = '', value = ''] = option.split(/=(.*)/su);
    if (name === 'expires' && isDay(value)) expires = value;
    else if (name === 'expires') return `${named} expires on "${value.slice(0, 40)}", which is no day.`;
    else if (name === 'owner' && value !== '') owner = value;
    else return `${named} has "${option.slice(0, 40)}", where only expires=DAY and owner=NAME are known.`;
  }
  if (expires === undefined) return `${named} has no day of expiry.`;
  return { ids, reason, expires, ...(owner !== undefined && { owner }) };
}

/** The lines of the instruction in which a comment stands, else of the next one; undefined above the first. */
function linesBelow(
  line: number,
  instructions: readonly Pick<DockerfileInstruction, 'line' | 'endLine'>[],
): { readonly from: number; readonly to: number } | undefined {
  const next = instructions.findIndex(({ endLine }) => endLine >= line);
  const found = instructions[next];
  // Below the last instruction there is nothing to cover.
  if (found === undefined) return { from: line, to: line };
  return next === 0 && found.line > line ? undefined : { from: found.line, to: found.endLine };
}
