import type { Contract } from '../model/facts/contract.js';
import type { Facts } from '../model/facts.js';
import type { McpSession } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';
import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'contract',
  from: ['mcpSessions', 'offers', 'imageConfig'],
  derive({ mcpSessions = [], offers, imageConfig }) {
    const answered = mcpSessions.filter((session) => session.answered);
    const listing = answered.find(({ tools }) => tools !== undefined);
    const { serverInfo } = answered.find((session) => session.serverInfo !== undefined) ?? {};
    const contract: Contract = {
      ...(serverInfo === undefined ? {} : { server: serverInfo }),
      protocol: Object.fromEntries(answered.map((session) => [session.transport, revisionsOf(session)])),
      tools: sortedBy(
        listing?.tools ?? [],
        ({ name }) => name,
        ({ title, description, inputSchema, outputSchema, annotations }) => ({
          ...defined({ title, description }),
          inputSchema: sorted(inputSchema),
          ...(outputSchema === undefined ? {} : { outputSchema: sorted(outputSchema) }),
          ...(annotations === undefined ? {} : { annotations: sorted(annotations) as Record<string, unknown> }),
        }),
      ),
      ...listsOf(offers, answered),
      ...imageOf(imageConfig),
    };
    return {
      contract,
      listed: listing !== undefined || answered.some(({ capabilities = {} }) => !('tools' in capabilities)),
      faults: offers?.faults ?? [],
      ...(offers?.limited !== undefined && { limited: offers.limited }),
    };
  },
});

const revisionsOf = ({ eras, protocolVersion, modernVersions }: McpSession) => ({
  ...(eras.includes('handshake') && protocolVersion !== undefined ? { handshake: protocolVersion } : {}),
  ...(eras.includes('2026-07-28') && modernVersions.length > 0 ? { modern: modernVersions.toSorted() } : {}),
});

/** A list is there when it was given, and also when the server says that it has none, where it let itself be asked. */
function listsOf(offers: Facts['offers'] | undefined, answered: readonly McpSession[]) {
  if (offers === undefined || answered.length === 0) return {};
  const { resources, resourceTemplates, prompts, faults, limited } = offers;
  const missing = (['resources', 'resourceTemplates', 'prompts'] as const).filter((list) => offers[list] === undefined);
  const broken = new Set(limited === undefined ? faults.map(({ list }) => list) : missing);
  return {
    ...(broken.has('resources') ? {} : { resources: sortedBy(resources ?? [], ({ uri }) => uri, describe) }),
    ...(broken.has('resourceTemplates')
      ? {}
      : { resourceTemplates: sortedBy(resourceTemplates ?? [], ({ uriTemplate }) => uriTemplate, describe) }),
    ...(broken.has('prompts')
      ? {}
      : {
          prompts: sortedBy(
            prompts ?? [],
            ({ name }) => name,
            ({ title, description, arguments: args }) => ({
              ...defined({ title, description }),
              ...(args === undefined
                ? {}
                : {
                    arguments: sortedBy(
                      args,
                      ({ name }) => name,
                      ({ title, description, required }) => defined({ title, description, required }),
                    ),
                  }),
            }),
          ),
        }),
  };
}

interface Described {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly mimeType?: string | undefined;
}

const describe = ({ name, title, description, mimeType }: Described) => defined({ name, title, description, mimeType });

/** Its base and its libraries take longer to find than all questions: who knows them, adds them. */
const imageOf = (config: Facts['imageConfig'] | undefined): Pick<Contract, 'image'> =>
  config === undefined
    ? {}
    : {
        image: {
          id: config.id,
          ...(config.repoDigests.length === 0 ? {} : { digests: config.repoDigests.toSorted() }),
        },
      };

/** Only the keys that have a value. */
const defined = <Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };

const sortedBy = <Item, Value>(
  items: readonly Item[],
  key: (item: Item) => string,
  value: (item: Item) => Value,
): Record<string, Value> =>
  Object.fromEntries(
    items.map((item) => [key(item), value(item)] as const).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );

/** Keys in order, and required names too: neither order means anything, and the file shall differ only where something does. */
function sorted(value: unknown, key?: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item));
    return key === 'required' && items.every((item) => typeof item === 'string') ? items.toSorted() : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item, name)]),
  );
}
