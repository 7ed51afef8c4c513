import { parse } from 'yaml';
import type { Template, TemplateKind } from '../model/template.js';
import { readPackageFolder } from './package-files.js';

const KINDS: Readonly<Record<TemplateKind, true>> = {
  dockerfile: true,
  dockerignore: true,
  compose: true,
  'compose-override': true,
  environment: true,
  'environment-example': true,
  config: true,
  readme: true,
  gitignore: true,
  gitattributes: true,
};
const KEYS = ['id', 'kind', 'title', 'output', 'mode', 'when'];

/** Every template of this package, in the order of their file names. */
export async function loadTemplates(): Promise<Template[]> {
  const files = await readPackageFolder('templates', (path) => path.endsWith('/') || path.endsWith('.hbs'));
  return files.map(({ path, content }) => parseTemplate(content, path));
}

/** Splits front matter and body. A template that is not right is our own fault, so this throws a plain error. */
export function parseTemplate(text: string, path: string): Template {
  const [, front, body] = /^---\r?\n(.*?)^---\r?\n(.*)$/msu.exec(text) ?? [];
  if (front === undefined || body === undefined) throw new Error(`${path} has no front matter.`);
  const { id, kind, title, output, mode, when, ...rest } = (parse(front) ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) throw new Error(`${path}: ${unknown.join(', ')} is not one of ${KEYS.join(', ')}.`);
  return {
    id: requiredText(id, 'id', path),
    kind: kindOf(kind, path),
    title: requiredText(title, 'title', path),
    output: requiredText(output, 'output', path),
    ...(mode === undefined ? {} : { mode: modeOf(mode, path) }),
    when: conditionOf(when, path),
    body: body.replaceAll('\r\n', '\n'),
  };
}

function requiredText(value: unknown, key: string, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${path}: ${key} has to be a text.`);
}

function kindOf(value: unknown, path: string): TemplateKind {
  const kind = requiredText(value, 'kind', path);
  if (Object.hasOwn(KINDS, kind)) return kind as TemplateKind;
  throw new Error(`${path}: "${kind}" is no kind of template.`);
}

function modeOf(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0o777) return value;
  throw new Error(`${path}: mode has to be written as 0o600.`);
}

function conditionOf(value: unknown, path: string): Template['when'] {
  const { runtime, ...rest } = (value ?? {}) as Record<string, unknown>;
  if (Object.keys(rest).length > 0 || (runtime !== undefined && typeof runtime !== 'string'))
    throw new Error(`${path}: when knows only runtime.`);
  return runtime === undefined ? {} : { runtime };
}
