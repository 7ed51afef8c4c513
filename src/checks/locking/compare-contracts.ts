import type { Contract } from '../../model/facts/contract.js';
import { promptChanges, resourceChanges } from './compare-listed.js';
import { lostTransports, originChanges, protocolChanges, type Transport } from './compare-protocol.js';
import { toolChanges } from './compare-tools.js';
import { changesOf, type ContractChange, type Impact } from './contract-change.js';

const WORST_FIRST: readonly Impact[] = ['breaking', 'compatible', 'cosmetic'];

/**
 * Everything in which the newer contract differs, the breaking first. Only what both could see is compared: a transport, a list or
 * an image that one of them does not have was not asked. `transports` are those that the project declares by now.
 */
export function compareContracts(
  before: Contract,
  after: Contract,
  transports: readonly Transport[] | undefined,
): ContractChange[] {
  return [
    ...lostTransports(before, transports),
    ...protocolChanges(before, after),
    ...changesOf(before.tools, after.tools, { key: 'tools', one: 'tool' }, toolChanges),
    ...(before.resources === undefined || after.resources === undefined
      ? []
      : changesOf(before.resources, after.resources, { key: 'resources', one: 'resource' }, resourceChanges)),
    ...(before.resourceTemplates === undefined || after.resourceTemplates === undefined
      ? []
      : changesOf(
          before.resourceTemplates,
          after.resourceTemplates,
          { key: 'resourceTemplates', one: 'resource template' },
          resourceChanges,
        )),
    ...(before.prompts === undefined || after.prompts === undefined
      ? []
      : changesOf(before.prompts, after.prompts, { key: 'prompts', one: 'prompt' }, promptChanges)),
    ...originChanges(before, after),
  ].toSorted((one, other) => WORST_FIRST.indexOf(one.impact) - WORST_FIRST.indexOf(other.impact));
}
