import { DockerfileParser, type Dockerfile, type From } from 'dockerfile-ast';

export interface DockerfileBases {
  /** What the stage that is built starts from, stages followed and arguments resolved; `scratch` stays out. */
  readonly finalFrom?: string;
  /** What the other stages start from; without the final one. */
  readonly builderFroms: readonly string[];
}

/** The images that a Dockerfile builds on. Arguments without a value leave a reference out. */
export function dockerfileBases(
  text: string,
  { target, buildArguments = {} }: { target?: string; buildArguments?: Readonly<Record<string, string>> } = {},
): DockerfileBases {
  const dockerfile = DockerfileParser.parse(text);
  const values = initialArguments(dockerfile, buildArguments);
  const stages = dockerfile.getFROMs();
  const byName = new Map<string, number>();
  const bases: (string | undefined)[] = [];
  for (const [index, stage] of stages.entries()) {
    const image = imageOf(stage, values);
    const before = byName.get(image?.toLowerCase() ?? '') ?? numbered(image, index);
    bases.push(before === undefined ? image : bases[before]);
    const name = stage.getBuildStage();
    if (name !== null) byName.set(name.toLowerCase(), index);
  }
  const last = (target === undefined ? undefined : byName.get(target.toLowerCase())) ?? stages.length - 1;
  const finalFrom = bases[last];
  const others = bases.filter((base): base is string => base !== undefined && base !== finalFrom && base !== 'scratch');
  return {
    ...(finalFrom === undefined || finalFrom === 'scratch' ? {} : { finalFrom }),
    builderFroms: [...new Set(others)].sort(),
  };
}

/** What the arguments before the first FROM come to, as far as they have values. */
export function initialArguments(
  dockerfile: Dockerfile,
  buildArguments: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const argument of dockerfile.getInitialARGs()) {
    const property = argument.getProperty();
    const name = property?.getName();
    const value = name === undefined ? undefined : (buildArguments[name] ?? property?.getValue() ?? undefined);
    const resolved = value === undefined ? undefined : withArguments(value, values);
    if (name !== undefined && resolved !== undefined) values.set(name, resolved);
  }
  return values;
}

const imageOf = (stage: From, values: ReadonlyMap<string, string>): string | undefined =>
  withArguments(stage.getImage() ?? '', values);

/** Stages without a name are known by their number. */
function numbered(image: string | undefined, index: number): number | undefined {
  return image !== undefined && /^\d+$/u.test(image) && Number(image) < index ? Number(image) : undefined;
}

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`; undefined when a value is missing. */
export function withArguments(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let missing = text === '';
  const resolved = text.replaceAll(
    /\$(?:(?<plain>\w+)|\{(?<name>\w+)(?::?(?<operator>[-+])(?<word>[^}]*))?\})/gu,
    (...match) => {
      const { plain, name, operator, word = '' } = match.at(-1) as Record<string, string | undefined>;
      const value = values.get(plain ?? name ?? '');
      if (operator === '+') return value === undefined ? '' : word;
      if (value === undefined && operator !== '-') missing = true;
      return value ?? word;
    },
  );
  return missing ? undefined : resolved;
}
