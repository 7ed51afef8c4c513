import { offersSchema, type Offers } from '../model/facts/contract.js';
import { isLimited } from '../model/is-limited.js';
import type { Era, JsonObject } from '../model/mcp-protocol.js';
import { listAll, type Listing } from './list-all.js';
import type { McpWire } from './wire.js';
import { METHOD_NOT_FOUND } from '../model/rpc-errors.js';

const { resources, resourceTemplates, prompts } = offersSchema.shape;

/** What is listed under which capability. */
const LISTS = [
  { name: 'resources', capability: 'resources', method: 'resources/list', schema: resources.unwrap().element },
  {
    name: 'resourceTemplates',
    capability: 'resources',
    method: 'resources/templates/list',
    schema: resourceTemplates.unwrap().element,
  },
  { name: 'prompts', capability: 'prompts', method: 'prompts/list', schema: prompts.unwrap().element },
] as const;

/** Whether anything has to be asked: of what a server does not declare, it has nothing. */
export const offersMore = (capabilities: JsonObject | undefined): boolean =>
  LISTS.some(({ capability }) => capability in (capabilities ?? {}));

/** Resources, resource templates and prompts, as far as the server declares them; asked side by side. */
export async function askOffers(
  wire: McpWire,
  capabilities: JsonObject,
  options: { readonly era: Era; readonly timeoutMs: number },
): Promise<Offers> {
  const declared = LISTS.filter(({ capability }) => capability in capabilities);
  const lists = await Promise.all(
    declared.map(async ({ name, method, schema }) => {
      const listing: Listing<object> = { method, key: name, schema };
      return { name, ...(await listAll(wire, listing, options)) };
    }),
  );
  // A server may have resources and know nothing of templates.
  const faults = lists.flatMap(({ name, fault, answer }) =>
    fault === undefined ||
    isLimited(answer.httpStatus) ||
    (name === 'resourceTemplates' && answer.error?.code === METHOD_NOT_FOUND)
      ? []
      : [{ list: name, message: fault }],
  );
  const found = lists.flatMap(({ name, items }) => (items === undefined ? [] : [[name, items] as const]));
  const limited = lists.map(({ answer }) => answer.httpStatus).find(isLimited);
  // Every item has been read by its schema.
  return {
    ...(Object.fromEntries(found) as Pick<Offers, (typeof LISTS)[number]['name']>),
    faults,
    ...(limited !== undefined && { limited }),
  };
}
