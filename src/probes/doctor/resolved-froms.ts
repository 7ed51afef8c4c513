import { DockerfileParser } from 'dockerfile-ast';
import { initialArguments, withArguments } from '../../plan/dockerfile-arguments.js';

export interface ResolvedFrom {
  readonly reference: string;
  readonly line: number;
  readonly stage?: string;
}

/**
 * The images that stages build on, each once, with the arguments before the first FROM filled in. Stages that build on other
 * stages, `scratch` and references with an argument that has no value are left out.
 */
export function resolvedFroms(text: string, buildArguments: Readonly<Record<string, string>>): ResolvedFrom[] {
  const dockerfile = DockerfileParser.parse(text);
  const values = initialArguments(dockerfile, buildArguments);
  const stages = new Set<string>();
  const found = new Map<string, ResolvedFrom>();
  for (const from of dockerfile.getFROMs()) {
    const reference = withArguments(from.getImage() ?? '', values);
    const stage = from.getBuildStage();
    const isStage = reference === undefined || stages.has(reference.toLowerCase()) || /^\d+$/u.test(reference);
    if (!isStage && reference !== '' && reference !== 'scratch' && !found.has(reference))
      found.set(reference, {
        reference,
        line: from.getRange().start.line + 1,
        ...(stage !== null && { stage }),
      });
    if (stage !== null) stages.add(stage.toLowerCase());
  }
  return [...found.values()];
}

/** Registry of a reference, as `docker login` names it. */
export function registryHostOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost') ? first : 'docker.io';
}
