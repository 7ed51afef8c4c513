import type { CollectedFacts, FactName, Facts } from '../../src/model/facts.js';
import type { Engine } from '../../src/ports/engine.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { fakeProcesses } from './probe-context.js';
import baseImage from '../../src/probes/base-image.js';
import { collectFacts } from '../../src/probes/collect-facts.js';
import imageConfig from '../../src/probes/image-config.js';
import imageContents from '../../src/probes/image-contents.js';
import imageHistory from '../../src/probes/image-history.js';
import settings from '../../src/probes/settings.js';
import type { Target } from '../../src/targets/target.js';

const probes = [settings, imageConfig, imageHistory, imageContents, baseImage] as const;
export const staticFacts: readonly FactName[] = probes.map(({ fact }) => fact);

/** Every fact of an image that is only looked at. */
export function scanImage(engine: Engine, target: Target, cwd = process.cwd()): Promise<CollectedFacts> {
  return collectFacts(
    new Set(staticFacts),
    {
      engine,
      target,
      cwd,
      processes: fakeProcesses(),
      signal: AbortSignal.timeout(120_000),
      environment: {},
      toolVersion: '0.0.0',
      progress: createSilentProgress(),
    },
    probes,
    [],
    [],
  );
}

/** The value of a fact that must be known. */
export function known<Name extends keyof Facts>(facts: CollectedFacts, name: Name): Facts[Name] {
  const fact: CollectedFacts[Name] = facts[name];
  if (fact?.status !== 'known') throw new Error(`${name} is not known: ${JSON.stringify(fact)}`);
  return fact.value;
}
