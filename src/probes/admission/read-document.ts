import type { ReadDocument } from '../../model/facts/admission.js';
import { entriesOf, itemsOf, plainOf, type Located } from '../../plan/yaml/located.js';
import { readYaml } from '../../plan/yaml/read-yaml.js';

const MAX_LINES = 2_000;

/** A JSON or YAML file as data, with the lines of its keys. Of JSON no comment and no other freedom of YAML is taken. */
export function readDocument(path: string, text: string, format: 'json' | 'yaml'): ReadDocument {
  const strict = format === 'json' ? jsonProblem(text) : undefined;
  const { documents, problems } = readYaml(path, text);
  const [problem] = problems;
  if (strict !== undefined) return { path, lines: {}, problem: { line: problem?.line ?? 1, message: strict } };
  if (problem !== undefined) return { path, lines: {}, problem: { line: problem.line, message: problem.message } };
  const [root] = documents;
  if (root?.kind !== 'map') return { path, lines: {}, problem: { line: 1, message: 'It is no object.' } };
  return { path, document: plainOf(root), lines: Object.fromEntries(linesOf(root)) };
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text.replace(/^\u{feff}/u, ''));
    return undefined;
  } catch {
    // The words differ between versions of Node, and quote the text.
    return 'It is no JSON.';
  }
}

function linesOf(root: Located): [string, number][] {
  const lines: [string, number][] = [];
  const visit = (node: Located, path: string): void => {
    if (lines.length >= MAX_LINES) return;
    for (const [key, { at, value }] of entriesOf(node)) {
      lines.push([`${path}${key}`, at.line]);
      visit(value, `${path}${key}.`);
    }
    for (const [index, item] of itemsOf(node).entries()) {
      lines.push([`${path}${index}`, item.at.line]);
      visit(item, `${path}${index}.`);
    }
  };
  visit(root, '');
  return lines.slice(0, MAX_LINES);
}
