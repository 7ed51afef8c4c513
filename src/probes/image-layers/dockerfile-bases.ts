import { DockerfileParser, type From } from 'dockerfile-ast';
import { initialArguments, withArguments } from '../../plan/dockerfile-arguments.js';

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
  const last = byName.get(target?.toLowerCase() ?? '') ?? numbered(target, stages.length) ?? stages.length - 1;
  const finalFrom = bases[last];
  const others = bases.filter((base): base is string => base !== undefined && base !== finalFrom && base !== 'scratch');
  return {
    ...(finalFrom === undefined || finalFrom === 'scratch' ? {} : { finalFrom }),
    builderFroms: [...new Set(others)].sort(),
  };
}

const imageOf = (stage: From, values: ReadonlyMap<string, string>): string | undefined =>
  withArguments(stage.getImage() ?? '', values);

/** Stages without a name are known by their number. */
function numbered(image: string | undefined, index: number): number | undefined {
  return image !== undefined && /^\d+$/u.test(image) && Number(image) < index ? Number(image) : undefined;
}
