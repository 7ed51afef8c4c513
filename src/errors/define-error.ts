import type { ExitCode } from './exit-code.js';

/** One entry of the catalogue: wording, way out and exit code of an error. */
export interface ErrorDefinition<Details> {
  readonly exitCode: ExitCode;
  readonly title: string;
  message(details: Details): string;
  suggestions(details: Details): readonly string[];
}

export function defineError<Details extends object>(definition: ErrorDefinition<Details>): ErrorDefinition<Details> {
  return definition;
}
