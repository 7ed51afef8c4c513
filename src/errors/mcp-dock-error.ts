import { catalogue, type ErrorCode, type ErrorDetails } from './catalogue.js';
import type { ErrorDefinition } from './define-error.js';
import type { ExitCode } from './exit-code.js';

/** An error that a user can act on. Anything else that is thrown is our bug. */
export class McpDockError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'McpDockError';
  readonly code: Code;
  readonly details: ErrorDetails<Code>;
  readonly title: string;
  readonly suggestions: readonly string[];
  readonly exitCode: ExitCode;

  constructor(code: Code, details: ErrorDetails<Code>, options?: { cause?: unknown }) {
    // The union of all entries has no common `Details`; the pair of code and details was checked by the signature.
    const definition = catalogue[code] as unknown as ErrorDefinition<ErrorDetails<Code>>;
    super(definition.message(details), options);
    this.code = code;
    this.details = details;
    this.title = definition.title;
    this.suggestions = definition.suggestions(details);
    this.exitCode = definition.exitCode;
  }

  /** The machine-readable form: last line of stderr under `--json`. */
  toJSON() {
    return {
      code: this.code,
      title: this.title,
      message: this.message,
      suggestions: this.suggestions,
      exitCode: this.exitCode,
    };
  }
}
