import type { CollectedFacts, FactName, Facts } from '../model/facts.js';
import type { Contract } from '../model/facts/contract.js';

/**
 * The facts, with base image and MCP libraries in the contract where this run has found them. No check makes a run look for them:
 * reading all layers for a note would be dear.
 */
export function withOrigin(collected: CollectedFacts): CollectedFacts {
  const { contract: fact } = collected;
  if (fact?.status !== 'known') return collected;
  const { contract } = fact.value;
  const image =
    contract.image === undefined ? undefined : { ...contract.image, ...baseOf(known(collected, 'baseImage')) };
  const value = {
    ...fact.value,
    contract: { ...contract, ...(image === undefined ? {} : { image }), ...sdksOf(collected) },
  };
  return { ...collected, contract: { status: 'known', value } };
}

function baseOf(base: Facts['baseImage'] | undefined): Pick<NonNullable<Contract['image']>, 'base'> {
  const from = base?.finalFrom ?? base?.matched;
  if (from === undefined) return {};
  const [reference = '', digest] = from.split('@');
  return { base: { reference, ...(digest === undefined ? {} : { digest }) } };
}

function sdksOf(collected: CollectedFacts): Pick<Contract, 'sdks'> {
  const found = known(collected, 'mcpSdks') ?? known(collected, 'imageContents')?.mcpSdks ?? [];
  const versions = found.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version] as const]));
  if (versions.length === 0) return {};
  return { sdks: Object.fromEntries(versions.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function known<Name extends FactName>(collected: CollectedFacts, name: Name): Facts[Name] | undefined {
  const fact = collected[name];
  return fact?.status === 'known' ? fact.value : undefined;
}
