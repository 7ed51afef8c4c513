import { saysUsage } from '../model/causes/telling-line.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import type { PackageWords } from '../plan/package-words.js';
import type { Trial } from './try-server.js';

/** What was settled before, and what the trial added. */
export function withTrial(choices: ForeignChoices, { tools, imageBytes, variables, start }: Trial): ForeignChoices {
  const asked = new Set(variables.map(({ name }) => name));
  const known = new Set(choices.variables.filter(({ required }) => required).map(({ name }) => name));
  const args = [...(start?.args ?? []), ...choices.args];
  const { stdio, http } = choices.transports;
  return {
    ...choices,
    tools,
    args,
    transports: { ...(http && { http: { ...http, args } }), ...(stdio && { stdio: { args } }) },
    environment: { ...choices.environment, ...start?.environment },
    ...(imageBytes !== undefined && { imageBytes }),
    variables: [
      ...variables
        .filter(({ name }) => !known.has(name))
        .map(({ name }) => ({ name, required: true, from: 'the server asked for it' })),
      ...choices.variables.filter(({ name }) => !asked.has(name) || known.has(name)),
    ],
  };
}

/** What a person should know of how the server came to answer. */
export function trialNotes({ variables, start }: Trial): string[] {
  const set = Object.entries(start?.environment ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    ...(start === undefined
      ? []
      : [
          `The server ${start.because}.${start.args.length === 0 ? '' : ` These are its arguments now; others: --arg VALUE.`}${set.length === 0 ? '' : ` The image sets ${set.join(' and ')}.`}`,
        ]),
    ...variables.map(
      ({ name, line }) => `The server does not start without ${name} (${line.slice(0, 160)}): set it in .env.`,
    ),
  ];
}

const SHOWN = 6;

/** Of a server that never answered: what it said, and what may help. */
export function unanswered(
  { telling, lastLines, onlyInside, variables }: Trial,
  { variables: read }: PackageWords,
): string {
  const said = telling === undefined ? '' : ` It said: ${telling.replace(/[.\s]+$/u, '')}.`;
  const head = `The server was started and answered neither over stdio nor over HTTP, so stdio is assumed.${said}`;
  if (onlyInside.length > 0)
    return `${head} It listens on ${onlyInside.join(', ')} only, where no port of a container leads: give the argument that changes that with --arg.`;
  if (variables.length > 0)
    return `${head} It was given made-up values for ${variables.map(({ name }) => name).join(', ')}, and may want real ones.`;
  if (saysUsage(lastLines)) return `${head} If it wants arguments, give each with --arg VALUE.`;
  return read.length === 0
    ? `${head} If it wants arguments, give each with --arg VALUE; a variable with --env NAME.`
    : `${head} It reads ${read.slice(0, SHOWN).join(', ')}: one that it cannot do without is given with --env NAME, arguments with --arg VALUE.`;
}

/** Of a server that answers and lists nothing: it may offer tools only for what it is told of. */
export function withoutTools({ tools, variables }: Trial, { variables: read }: PackageWords): string[] {
  if (tools.length > 0) return [];
  const rest = read.filter((one) => !variables.some(({ name }) => name === one));
  const made =
    variables.length === 0 ? '' : ` The values of ${variables.map(({ name }) => name).join(', ')} were made up for it.`;
  const reads = rest.length === 0 ? '' : ` It reads ${rest.slice(0, SHOWN).join(', ')}; .env.example has them all.`;
  return [`The server answers and lists no tools.${made}${reads}`];
}
