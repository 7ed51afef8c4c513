import {
  DockerfileParser,
  type Dockerfile,
  type Flag,
  type Instruction,
  type ModifiableInstruction,
} from 'dockerfile-ast';
import { argumentsUsed, initialArguments, withArguments } from './dockerfile-arguments.js';
import { tagOf } from './build-tags.js';

/** One place where a Dockerfile names an image. */
export interface ImagePlace {
  /** 1-based. */
  readonly line: number;
  /** `syntax` is the comment that names the frontend: https://docs.docker.com/reference/dockerfile/#syntax */
  readonly instruction: 'FROM' | 'COPY' | 'RUN' | 'syntax';
  /** As it stands there. */
  readonly written: string;
  /** What a registry is asked for its digest: without one, unless it has no tag. */
  readonly reference?: string;
  /** What is asked too, because the Dockerfile by itself names that and the build arguments of the project the other. */
  readonly byDefault?: string;
  /** The digest that it has already. */
  readonly digest?: string;
  /** Where a digest goes, and what stands before it. */
  readonly edit?: { readonly start: number; readonly end: number; readonly before: string };
  /** Why nothing may be written, as a sentence. */
  readonly obstacle?: string;
}

type Written = Pick<ImagePlace, 'line' | 'instruction' | 'written'> & {
  readonly start: number;
  /** What the builder reads there. */
  readonly value: string;
};

interface Setting {
  readonly text: string;
  readonly dockerfile: Dockerfile;
  readonly offsetOf: (position: { line: number; character: number }) => number;
  readonly defaults: ReadonlyMap<string, string>;
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Every place in a Dockerfile that names an image: `# syntax=`, FROM, COPY --from, RUN --mount=from. Stages and `scratch` are none.
 * `buildArguments` are those of the project; other arguments count by their defaults.
 */
export function imagePlaces(text: string, buildArguments: Readonly<Record<string, string>>): ImagePlace[] {
  const dockerfile = DockerfileParser.parse(text);
  const setting: Setting = {
    text,
    dockerfile,
    offsetOf: offsets(text),
    defaults: initialArguments(dockerfile, {}),
    given: initialArguments(dockerfile, buildArguments),
  };
  const all = new Set(dockerfile.getFROMs().flatMap((from) => from.getBuildStage()?.toLowerCase() ?? []));
  const before = new Set<string>();
  const places: ImagePlace[] = frontend(setting);
  for (const instruction of dockerfile.getInstructions()) {
    const from = dockerfile.getFROMs().find((candidate) => candidate === instruction);
    if (from === undefined) {
      for (const found of namedByFlags(instruction, setting))
        if (!isStage(found.value, all)) places.push(flagPlace(found));
      continue;
    }
    const range = from.getImageRange();
    const value = withArguments(unquoted(from.getImage() ?? ''), setting.given);
    if (range !== null && !(value !== undefined && isStage(value, before)))
      places.push(fromPlace(writtenAt(setting, 'FROM', range, from.getImage() ?? ''), setting));
    const stage = from.getBuildStage();
    if (stage !== null) before.add(stage.toLowerCase());
  }
  return places;
}

/** Behind the image there may be words for the frontend, and builders put no arguments in. */
function frontend({ dockerfile, offsetOf }: Setting): ImagePlace[] {
  return dockerfile.getDirectives().flatMap((directive) => {
    const [written = ''] = directive.getValue().split(/\s/u);
    if (directive.getName().toLowerCase() !== 'syntax' || written === '') return [];
    const { start } = directive.getValueRange();
    return [{ line: start.line + 1, instruction: 'syntax', written, ...literalPlace(written, offsetOf(start)) }];
  });
}

/** Numbers name stages too. */
const isStage = (value: string, stages: ReadonlySet<string>) =>
  value === '' || value === 'scratch' || /^\d+$/u.test(value) || stages.has(value.toLowerCase());

function writtenAt(
  { text, offsetOf }: Setting,
  instruction: Written['instruction'],
  { start, end }: { start: { line: number; character: number }; end: { line: number; character: number } },
  value: string,
): Written {
  const from = offsetOf(start);
  return { line: start.line + 1, instruction, written: text.slice(from, offsetOf(end)), start: from, value };
}

function namedByFlags(instruction: Instruction, setting: Setting): Written[] {
  const keyword = instruction.getKeyword();
  if (keyword !== 'COPY' && keyword !== 'RUN') return [];
  return (instruction as ModifiableInstruction).getFlags().flatMap((flag) => {
    const named = keyword === 'COPY' ? (flag.getName() === 'from' ? flag : undefined) : mountedFrom(flag);
    const value = named?.getValue() ?? null;
    const range = named?.getValueRange() ?? null;
    return value === null || range === null ? [] : [writtenAt(setting, keyword, range, value)];
  });
}

const mountedFrom = (flag: Flag) => (flag.getName() === 'mount' ? (flag.getOption('from') ?? undefined) : undefined);

/** Flags of older builders take no arguments, and a digest there has nothing else to belong to. */
function flagPlace(found: Written): ImagePlace {
  const { line, instruction, written, start, value } = found;
  const shown = { line, instruction, written };
  if (value !== written) return { ...shown, obstacle: SPREAD };
  if (value.includes('$')) return { ...shown, obstacle: 'Builders take no arguments here; name a stage instead.' };
  return { ...shown, ...literalPlace(value, start) };
}

function fromPlace(found: Written, setting: Setting): ImagePlace {
  const { line, instruction, written, start, value } = found;
  const shown = { line, instruction, written };
  // A backslash inside of the name: the text is not what the builder reads.
  if (value !== written) return { ...shown, obstacle: SPREAD };
  const inner = unquoted(value);
  const innerStart = start + (inner === value ? 0 : 1);
  if (!inner.includes('$')) return { ...shown, ...literalPlace(inner, innerStart) };

  const { defaults, given } = setting;
  const byDefault = withArguments(inner, defaults);
  const reference = withArguments(inner, given);
  if (byDefault === undefined || reference === undefined) {
    const names = argumentsUsed(inner).filter((name) => !(byDefault === undefined ? defaults : given).has(name));
    return { ...shown, obstacle: `${names.join(', ')} has no value by default, so a digest could be wrong for it.` };
  }
  if (byDefault.includes('$') || reference.includes('$'))
    return { ...shown, obstacle: 'It is made in a way that only the builder can work out.' };
  const [ofDefault, ofBuild] = [split(byDefault), split(reference)];
  if (ofDefault.digest !== ofBuild.digest)
    return {
      ...shown,
      obstacle: `The arguments in mcp-dock.yaml make it ${reference} and the Dockerfile alone ${byDefault}: their digests are set elsewhere.`,
    };
  const { digest } = ofBuild;
  if (digest === undefined && (tagOf(ofDefault.name) === undefined || tagOf(ofBuild.name) === undefined))
    return { ...shown, obstacle: 'Its argument names no tag; write one, so that it is clear what the digest follows.' };
  const edit = digest === undefined ? appended(inner, innerStart) : replaced(digest, inner, innerStart, setting);
  return {
    ...shown,
    reference: asked(reference),
    ...(asked(byDefault) !== asked(reference) && { byDefault: asked(byDefault) }),
    ...(digest !== undefined && { digest }),
    ...(edit === undefined ? { obstacle: 'Its digest is put together from arguments; set it there.' } : { edit }),
  };
}

const SPREAD = 'It is spread over several lines; write it on one.';

/** A reference without arguments. */
function literalPlace(value: string, start: number): Pick<ImagePlace, 'reference' | 'digest' | 'edit'> {
  const { name, digest } = split(value);
  if (digest !== undefined) {
    const edit = { start: start + name.length + 1, end: start + value.length, before: '' };
    return { reference: asked(value), digest, edit };
  }
  const end = start + value.length;
  const before = tagOf(value) === undefined ? ':latest@' : '@';
  return { reference: asked(value), edit: { start: end, end, before } };
}

const appended = (value: string, start: number) => {
  const end = start + value.length;
  return { start: end, end, before: '@' };
};

/** The one place where the digest stands in letters: behind the `@` here, or in the default of an argument that is used. */
function replaced(digest: string, value: string, start: number, setting: Setting): ImagePlace['edit'] {
  if (value.endsWith(`@${digest}`)) {
    const end = start + value.length;
    return { start: end - digest.length, end, before: '' };
  }
  const properties = setting.dockerfile.getInitialARGs().flatMap((argument) => argument.getProperties());
  const used = usedBy(value, new Map(properties.map((property) => [property.getName(), property.getValue() ?? ''])));
  const found = properties.flatMap((property) => {
    const range = property.getValueRange();
    if (range === null || !used.has(property.getName())) return [];
    const from = setting.offsetOf(range.start);
    const at = setting.text.slice(from, setting.offsetOf(range.end)).indexOf(digest);
    return at < 0 ? [] : [{ start: from + at, end: from + at + digest.length, before: '' }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Names of arguments, with those in whose values they are. */
function usedBy(value: string, values: ReadonlyMap<string, string>): ReadonlySet<string> {
  const used = new Set<string>();
  const open = argumentsUsed(value);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    open.push(...argumentsUsed(values.get(name) ?? ''));
  }
  return used;
}

function split(reference: string): { readonly name: string; readonly digest?: string } {
  const at = reference.indexOf('@');
  return at < 0 ? { name: reference } : { name: reference.slice(0, at), digest: reference.slice(at + 1) };
}

/** The tag is what may have moved on; without one there is only the digest to ask for. */
function asked(reference: string): string {
  const { name, digest } = split(reference);
  if (tagOf(name) !== undefined) return name;
  return digest === undefined ? `${name}:latest` : reference;
}

const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/u, '$2');

/** Positions to offsets; lines end as the parser has them end. */
function offsets(text: string): Setting['offsetOf'] {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/gu)].map((end) => end.index + end[0].length)];
  return ({ line, character }) => (starts[line] ?? text.length) + character;
}
