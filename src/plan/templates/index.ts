import { resolveParts } from '../parts/index.js';
import type { RuntimeId } from '../runtimes/index.js';
import { aws } from './aws.js';
import { dualMode } from './dual-mode.js';
import type { ServerTemplate } from './server-template.js';
import { todo } from './todo.js';

/** Every server that `init` writes, by id. */
export const templates = {
  [todo.id]: todo,
  [aws.id]: aws,
  [dualMode.id]: dualMode,
} as const satisfies Readonly<Record<string, ServerTemplate>>;

export type TemplateId = keyof typeof templates;

export const DEFAULT_TEMPLATE: TemplateId = 'todo';

/** The same with the type that all of them have in common. */
export const templateOf = (id: TemplateId): ServerTemplate => templates[id];

/** Runtimes in which a template exists, the usual one first. */
export const runtimesOf = (id: TemplateId): readonly RuntimeId[] =>
  Object.keys(templateOf(id).examples) as readonly RuntimeId[];

/** Those of the parts, with what they require, that make no sense beside a template. */
export function refusedParts(id: TemplateId, parts: readonly string[]): readonly string[] {
  const { refuses } = templateOf(id);
  return parts.filter((name) => resolveParts([name]).some((part) => refuses.includes(part.id)));
}

/** Which template a Dockerfile that `init` wrote is of; undefined when it does not say. */
export const templateIn = (dockerfile: string): TemplateId | undefined =>
  (Object.keys(templates) as TemplateId[]).find((id) => {
    const { marker, pythonPackage } = templateOf(id);
    return dockerfile.includes(marker ?? `"-m", "${pythonPackage}"`);
  });

/** The variable of `.env` that says under which port of this machine the server is. */
export const portVariableOf = (id: TemplateId): string => templateOf(id).portVariable ?? 'MCP_PORT';
