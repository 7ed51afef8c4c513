import type { ServerLogs } from '../../model/facts/run.js';
import { literalPattern } from '../../model/literal-pattern.js';

export type LogEntry = NonNullable<ServerLogs['entries']>[number];

/** What servers say when they come up, in the words of common libraries. */
const STARTED =
  /\b(?:start(?:ing|ed|s|up)?|listen(?:ing|s)?|running|ready|serving|serves|launched|booted|initiali[sz](?:ed|ing)|available at)\b|https?:\/\/\S+:\d+/iu;
const FAILED = /\b(?:error|failed|failure|could not|cannot|exception|traceback)\b/iu;

/** Names under which loggers keep the sentence of an entry, and the other two that every entry wants. */
const MESSAGE = ['message', 'msg', 'event', 'text', 'body', '@message'];
const LEVEL = ['level', 'severity', 'levelname', 'lvl', 'log.level', '@level', 'loglevel'];
const TIME = ['timestamp', 'time', 'ts', '@timestamp', 'datetime', 'date', 'asctime', 't'];

/** The sentence of an entry. */
export const messageOf = ({ text, fields }: LogEntry): string =>
  (fields === undefined ? undefined : valueOf(fields, MESSAGE)) ?? text;

export const isStartLine = (entry: LogEntry): boolean => {
  const message = messageOf(entry);
  return STARTED.test(message) && !FAILED.test(message);
};

/** The tool that an entry says is registered; undefined where it says something else. */
export function registeredTool(entry: LogEntry, tools: readonly string[]): string | undefined {
  const message = messageOf(entry);
  const said = /\bregister(?:ed|ing)\b(?<rest>.*\btools?\b.*|.*)/iu.exec(message)?.groups?.['rest'];
  if (said === undefined || !/\btools?\b/iu.test(said)) return undefined;
  const named = tools.filter((name) =>
    new RegExp(String.raw`(?<![\w.-])${literalPattern(name)}(?![\w-])`, 'u').test(said),
  );
  // One line with the whole list is none for each.
  return named.length === 1 ? named[0] : undefined;
}

/** What every entry of a log in JSON has under one of its usual names. */
export const FIELDS: readonly { readonly name: string; readonly names: readonly string[] }[] = [
  { name: 'timestamp', names: TIME },
  { name: 'level', names: LEVEL },
  { name: 'message', names: MESSAGE },
];

export const missingFields = (fields: Readonly<Record<string, string>>): string[] =>
  FIELDS.filter(({ names }) => valueOf(fields, names) === undefined).map(({ name }) => name);

const valueOf = (fields: Readonly<Record<string, string>>, names: readonly string[]): string | undefined => {
  const name = Object.keys(fields).find((one) => names.includes(one.toLowerCase()));
  return name === undefined ? undefined : fields[name];
};
