import { nodeManifest, pythonManifest } from './manifests.js';
import type { Detected, ProjectView } from './project-view.js';

/** Versions that have images and are maintained, the preferred one first. */
export const NODE_VERSIONS = ['24', '22', '26'] as const;
export const PYTHON_VERSIONS = ['3.13', '3.12', '3.14', '3.11'] as const;

const NAMED_LTS: Readonly<Record<string, string>> = { '*': '24', krypton: '24', jod: '22', iron: '20', hydrogen: '18' };

/** The major of Node.js that the project asks for. */
export function nodeVersion(view: ProjectView): Detected<string> | undefined {
  for (const file of ['.nvmrc', '.node-version']) {
    const text = view.texts.get(file)?.trim();
    const major = text === undefined ? undefined : exactMajor(text);
    if (major !== undefined) return { value: major, from: file };
  }
  const manifest = nodeManifest(view);
  const pinned = manifest?.volta === undefined ? undefined : exactMajor(manifest.volta);
  if (pinned !== undefined) return { value: pinned, from: 'package.json: volta.node' };
  const range = manifest?.engine;
  if (range === undefined) return undefined;
  const value = NODE_VERSIONS.find((version) => satisfies(range, [Number(version), LATEST]));
  const asked = value ?? /\d+/u.exec(range)?.[0];
  return asked === undefined ? undefined : { value: asked, from: 'package.json: engines.node' };
}

/** Major and minor of Python that the project asks for. */
export function pythonVersion(view: ProjectView): Detected<string> | undefined {
  for (const file of ['.python-version', 'runtime.txt']) {
    const found = /\b3\.\d+/u.exec(view.texts.get(file) ?? '')?.[0];
    if (found !== undefined) return { value: found, from: file };
  }
  const asked = pythonManifest(view)?.requiresPython;
  if (asked === undefined) return undefined;
  const value = PYTHON_VERSIONS.find((version) =>
    satisfies(asked.value, [3, Number(version.slice(2)), LATEST], { caretIsMajor: true }),
  );
  const named = value ?? /\b3\.\d+/u.exec(asked.value)?.[0];
  return named === undefined ? undefined : { value: named, from: `pyproject.toml: ${asked.key}` };
}

function exactMajor(text: string): string | undefined {
  const lts = /^lts\/(\S+)$/u.exec(text)?.[1];
  if (lts !== undefined) return NAMED_LTS[lts];
  return /^v?(\d+)(?:\.|$)/u.exec(text)?.[1];
}

/** Stands for the newest release of a version. */
const LATEST = 99_999;

/** Whether a version lies in a range, as npm and Python write them; a range that cannot be read holds nothing. */
export function satisfies(
  range: string,
  version: readonly number[],
  { caretIsMajor = false }: { caretIsMajor?: boolean } = {},
): boolean {
  return range.split('||').some((alternative) => {
    const hyphen = /^\s*([\d.]+)\s+-\s+([\d.]+)\s*$/u.exec(alternative);
    const text = hyphen === null ? alternative : `>=${hyphen[1]} <=${hyphen[2]}`;
    const parts = [...text.matchAll(/(===?|!=|~=|>=|<=|[<>^~])?\s*v?(\d+(?:\.(?:\d+|[x*]))*|\*)/gu)];
    return (
      parts.length > 0 && parts.every(([, operator = '', asked = '']) => holds(operator, asked, version, caretIsMajor))
    );
  });
}

function holds(operator: string, asked: string, version: readonly number[], caretIsMajor: boolean): boolean {
  if (asked === '*') return true;
  const numbers = asked
    .split('.')
    .filter((part) => /^\d+$/u.test(part))
    .map(Number);
  const order = compare(version, numbers);
  const sameStart = (length: number) => numbers.slice(0, length).every((number, index) => version[index] === number);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '>':
      // Above `>20` lies 21; above `>20.1` the newest 20 as well.
      return order > 0 && !(numbers.length === 1 && sameStart(1));
    case '<':
      return order < 0 && !sameStart(numbers.length);
    case '<=':
      return order <= 0 || sameStart(numbers.length);
    case '^':
      return order >= 0 && sameStart(1);
    case '~':
    case '~=':
      return (
        order >= 0 &&
        sameStart(Math.max(1, operator === '~' ? Math.min(numbers.length, caretIsMajor ? 2 : 1) : numbers.length - 1))
      );
    case '!=':
      return !sameStart(numbers.length);
    default:
      // An exact patch still names the line of releases that it belongs to.
      return sameStart(caretIsMajor ? Math.min(numbers.length, 2) : 1);
  }
}

function compare(version: readonly number[], other: readonly number[]): number {
  for (const [index, number] of other.entries()) {
    const difference = (version[index] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}
