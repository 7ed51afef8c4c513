/** A variable that a log names as missing, and the line that does. */
export interface MissingVariable {
  readonly name: string;
  readonly line: string;
}

const NAME = String.raw`[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+`;
const NAMES = new RegExp(String.raw`(?<![\w$])${NAME}(?![\w$])`, 'gu');

const LACKING = String.raw`(?:required|missing|not (?:set|defined|provided|found|configured)|must (?:be )?(?:set|provided|defined)|undefined|unset|empty)`;
const LACKING_BEHIND = new RegExp(String.raw`^.{0,60}?\b${LACKING}\b`, 'iu');
const LACKING_BEFORE = new RegExp(String.raw`\b${LACKING}\b.{0,60}$`, 'iu');
// A sentence that tells to set something that is a variable: `Please set A and B environment variables`.
const ASKING_BEFORE = /\b(?:set|provide|specify|supply|export)\b.{0,40}$/iu;
const ENVIRONMENT_BEHIND = /^.{0,40}?\benvironment\b/iu;
// A sentence that gives an option and a variable to choose from: `pass --access-token / SENTRY_ACCESS_TOKEN`.
const OPTION_BEFORE =
  /\b(?:pass|use|set|provide|specify|supply|give|requires?)\b.*\B--[a-z][\w-]*(?:[= ][<$]?\w+>?)?[`'"]?(?: flag| option| argument)?\s*(?:\/|,|or\b|,? or\b).{0,30}$/iu;

// Codes of Node, undici, npm's TLS, HTTP parsers, resolvers and SQLite look like variables. `SQLITE_PATH` is one.
const ERROR_CODES = new RegExp(
  String.raw`\b(?:(?:UND_)?ERR_\w+|HPE_\w+|EAI_\w+|WSAE\w+|\w+_(?:NOT_FOUND|FAILURE|EXCEPTION)|(?:CERT|CRL|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)_\w+` +
    String.raw`|SQLITE_(?:(?:ABORT|BUSY|CANTOPEN|CONSTRAINT|CORRUPT|ERROR|IOERR|LOCKED|READONLY)(?:_\w+)?|AUTH|EMPTY|FORMAT|FULL|INTERNAL|INTERRUPT|MISMATCH|MISUSE|NOLFS|NOMEM|NOTADB|NOTFOUND|PERM|PROTOCOL|RANGE|SCHEMA|TOOBIG))\b`,
  'gu',
);
/** `Error [SOME_CODE]: …`. */
const IN_BRACKETS = new RegExp(String.raw`\[${NAME}\]`, 'gu');
const OF_THE_ENVIRONMENT = /\benv(?:ironment|iron|s)?\b/iu;

/** The program's own names, not its environment's: a bug in it. */
const OWN_NAMES = /\b(?:ReferenceError|NameError)\b|\bof (?:undefined|null)\b/u;
/** The server goes on without it. */
const DONE_WITHOUT =
  /(?<!\b(?:when|if|while|before|for) )\busing\b|(?<!\bno )\bdefault(?:s|ed|ing)?\b|\boptional(?:ly)?\b|\bfall(?:s|ing)? ?back\b|\b(?:ignor|skipp)(?:ed|ing)\b|\bdisabl(?:ed|ing)\b/iu;
const CHATTER =
  /^[\d\sTZ:.,+|[\]()-]*(?:info|debug|trace|verbose)\b|\[(?:info|debug|trace)\]|\s-\s(?:info|debug)\s-\s|\blevel\W{1,3}(?:info|debug|trace)\b/iu;

const FAULT =
  /^\s*(?:[\w.]*(?:Error|Exception)\b|(?:fatal|error|panic|failed|cannot|could not|unable to)\b|couldn't\b|[\w.-]+: (?:fatal )?error: |[\w-]+ error: )/iu;
const FAULT_BY_LEVEL =
  /\b(?:ERROR|FATAL|CRITICAL|PANIC)\b|\[(?:error|fatal)\]|\blevel\W{1,3}(?:error|fatal|critical)\b/u;
const FAULT_OF_SYSTEM =
  /\baddress already in use\b|\bpermission denied\b|\bconnection refused\b|\bno such file or directory\b|\bE(?:ADDRINUSE|ACCES|PERM|CONNREFUSED|NOENT|NOTFOUND|ROFS|NOSPC)\b/iu;
/** It failed, and not why. */
const HOLLOW =
  /\bexit(?:s|ed|ing)?\b.*\b(?:code|status)\b|\bELIFECYCLE\b|\b(?:failed|unable|could not|cannot)\b (?:to )?(?:start|run|launch|initiali[sz]e|boot)\b[^:]*$/iu;

/** Whether a line of a log begins as an error does. */
export const beginsAsFault = (line: string): boolean => FAULT.test(line);

/**
 * The environment variable that a log names as missing. Lines are searched from the last one up; a later fault that names none
 * is the cause then, unless what names one is a fault too. Those of `given` have a value: a sentence may name several.
 */
export function missingVariable(lines: readonly string[], given: readonly string[] = []): MissingVariable | undefined {
  let elsewhere = false;
  for (const [index, line] of [...lines.entries()].toReversed()) {
    const fault = isFault(line);
    const found = formOf(lines, index) ?? sentenceOf(line, fault, given);
    if (found !== undefined && (!elsewhere || fault)) return found;
    elsewhere ||= found === undefined && fault && !HOLLOW.test(line);
  }
  return undefined;
}

const isFault = (line: string) =>
  !CHATTER.test(line) && (FAULT.test(line) || FAULT_BY_LEVEL.test(line) || FAULT_OF_SYSTEM.test(line));

function sentenceOf(line: string, fault: boolean, given: readonly string[]): MissingVariable | undefined {
  if (CHATTER.test(line) || OWN_NAMES.test(line) || (!fault && DONE_WITHOUT.test(line))) return undefined;
  const withoutCodes = line.replaceAll(ERROR_CODES, '…');
  const text = OF_THE_ENVIRONMENT.test(line) ? withoutCodes : withoutCodes.replaceAll(IN_BRACKETS, '…');
  for (const { 0: name, index } of text.matchAll(NAMES)) {
    const before = text.slice(0, index);
    const behind = text.slice(index + name.length);
    if (given.includes(name)) continue;
    if (
      LACKING_BEHIND.test(behind) ||
      LACKING_BEFORE.test(before) ||
      (ASKING_BEFORE.test(before) && ENVIRONMENT_BEHIND.test(behind)) ||
      OPTION_BEFORE.test(before)
    )
      return { name, line };
  }
  return undefined;
}

/** The forms in which well-known libraries say it, over more than one line where they do. */
const FORMS: readonly RegExp[] = [
  // Python: os.environ['NAME'].
  new RegExp(String.raw`^\s*KeyError: (["'])(?<name>${NAME})\1`, 'u'),
  // pydantic: the field, and under it what is wrong.
  new RegExp(String.raw`^(?<name>${NAME})\n\s+Field required\b`, 'u'),
  // zod: its issues as JSON, and z.prettifyError.
  new RegExp(
    String.raw`^\s*"path": ?\[\s*"(?<name>${NAME})"\s*\],\s*"message": ?"(?:Required|[^"]*received undefined)"`,
    'u',
  ),
  new RegExp(String.raw`^.*received undefined\n\s*→ at (?<name>${NAME})\s*$`, 'mu'),
];
const KEY_OF_ONE_WORD = /^\s*KeyError: (["'])(?<name>[A-Z][A-Z0-9]{2,})\1/u;
const READS_ENVIRONMENT = /\bos\.environ\b|<frozen os>/u;
/** Lines that one of the forms takes at most. */
const FORM_LINES = 4;

function formOf(lines: readonly string[], index: number): MissingVariable | undefined {
  const line = lines[index] ?? '';
  const text = lines.slice(index, index + FORM_LINES).join('\n');
  for (const form of FORMS) {
    const match = form.exec(text);
    const name = match?.index === 0 ? match.groups?.['name'] : undefined;
    if (name !== undefined) return { name, line: line.includes(name) ? said(text, name) : `${name}: ${line.trim()}` };
  }
  // Any dictionary has keys of one word; that it was the environment's, the traceback has to say.
  const key = KEY_OF_ONE_WORD.exec(line)?.groups?.['name'];
  const read =
    key !== undefined && lines.slice(Math.max(0, index - FORM_LINES), index).some((one) => READS_ENVIRONMENT.test(one));
  return read ? { name: key, line: line.trim() } : undefined;
}

/** A form that begins with a bare name has what is wrong in its second line. */
const said = (text: string, name: string): string => {
  const [first = '', second = ''] = text.split('\n').map((one) => one.trim());
  return first === name ? `${name}: ${second}` : first;
};
