export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = 'json' | 'text';
export type LogFields = Record<string, unknown>;

export interface LoggerOptions {
  name: string;
  level: LogLevel;
  format: LogFormat;
  /** Where lines go. In stdio mode this must not be stdout, which belongs to the protocol. */
  write: (line: string) => void;
  /** Values that are blotted out wherever they appear. */
  secrets?: readonly string[];
}

const SECRET_FIELD = /authorization|cookie|password|secret|token/i;
const HIDDEN = '[hidden]';
// Blotting out "a" would leave no readable log, and a value that short protects nothing.
const SHORTEST_SECRET = 6;

/** One line per record, as JSON or text. Fields whose name speaks of a secret are hidden. */
export class Logger {
  readonly #options: LoggerOptions;

  constructor(options: LoggerOptions) {
    this.#options = options;
  }

  /** A logger for one part of the program; its name becomes `parent.name`. */
  child(name: string): Logger {
    return new Logger({ ...this.#options, name: `${this.#options.name}.${name}` });
  }

  debug(message: string, fields?: LogFields): void {
    this.#log('DEBUG', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log('INFO', message, fields);
  }

  warning(message: string, fields?: LogFields): void {
    this.#log('WARNING', message, fields);
  }

  /** An `error` field is written as `exception`, with its causes and stacks. */
  error(message: string, fields?: LogFields): void {
    this.#log('ERROR', message, fields);
  }

  #log(level: LogLevel, message: string, { error, ...fields }: LogFields = {}): void {
    const { name, level: threshold, format, write, secrets = [] } = this.#options;
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(threshold)) return;

    const extra = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, SECRET_FIELD.test(key) ? HIDDEN : value] as const);
    if (error !== undefined) extra.push(['exception', describe(error)]);

    const timestamp = new Date().toISOString();
    const line =
      format === 'json'
        ? JSON.stringify({ timestamp, level, logger: name, message, ...Object.fromEntries(extra) })
        : [
            `${timestamp} - ${name} - ${level} - ${message}`,
            ...extra.map(([key, value]) => `${key}=${JSON.stringify(value)}`),
          ].join(' ');
    const hideable = secrets.filter(({ length }) => length >= SHORTEST_SECRET);
    write(hideable.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line));
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined ? text : `${text}\nCaused by: ${describe(error.cause)}`;
}
