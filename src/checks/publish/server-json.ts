import type { z } from 'zod';
import type { ReadDocument } from '../../model/facts/admission.js';
import type { Settings } from '../../model/facts/settings.js';
import type { Finding } from '../../model/finding.js';
import {
  isTakenRegistry,
  isVersionRange,
  OCI_REGISTRIES,
  ociReference,
  PUBLISHER_META,
  SERVER_JSON_SCHEMA,
  serverJsonSchema,
  type ServerJson,
  type ServerPackage,
} from '../../model/server-json.js';
import { defineCheck } from '../define-check.js';

const MAX_FINDINGS = 20;
/** Bytes of JSON. */
const MAX_META = 4096;

export default defineCheck({
  id: 'publish/server-json',
  title: 'The MCP registry takes server.json as it is',
  why: 'The registry validates server.json against its schema and its own rules for images, and refuses the whole entry for one of them.',
  remedy: 'Mend the named key of server.json; `mcp-publisher validate` asks the registry for its word.',
  severity: 'error',
  references: [
    { title: 'MCP registry: schema of server.json', url: SERVER_JSON_SCHEMA },
    { title: 'MCP registry: package types', url: 'https://modelcontextprotocol.io/registry/package-types' },
    {
      title: 'MCP registry: official requirements',
      url: 'https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/official-registry-requirements.md',
    },
  ],
  asked: { flag: '--target', names: ['mcp-registry'] },
  since: '0.2.0',
  needs: ['publishFiles', 'settings', 'imageConfig'],
  run({ publishFiles: { ofProject, serverJson }, settings, imageConfig: { labels } }) {
    if (!ofProject)
      return { notApplicable: 'It is not the image of the project in this folder, which would have the file.' };
    if (serverJson === undefined)
      return [
        {
          message: 'There is no server.json, and the registry takes nothing without one.',
          location: { uri: 'server.json' },
          remedy: 'Write one with `mcp-publisher init`, beside mcp-dock.yaml.',
        },
      ];
    const { path, problem, document } = serverJson;
    if (problem !== undefined) return [{ message: problem.message, location: { uri: path, line: problem.line } }];
    const parsed = serverJsonSchema.safeParse(document);
    if (!parsed.success) return issuesOf(parsed.error, serverJson).slice(0, MAX_FINDINGS);
    const at = (key: string, message: string, severity?: 'warning'): Finding => ({
      message: `${key} ${message}.`,
      location: placeOf(key, serverJson),
      ...(severity !== undefined && { severity }),
    });
    const { packages = [], version } = parsed.data;
    const images = packages.flatMap((entry, index) => (entry.registryType === 'oci' ? [{ entry, index }] : []));
    const built = labels['org.opencontainers.image.version'];
    return [
      ...ofServer(parsed.data, at),
      ...(images.length === 0 ? [at('packages', 'names no image: no entry has registryType "oci"')] : []),
      ...images.flatMap(({ entry, index }) => ofImage(entry, `packages.${index}`, settings, at)),
      ...(built !== undefined && built !== '' && built !== version
        ? [at('version', `is ${version}, and the image is labelled ${built}`, 'warning')]
        : []),
    ].slice(0, MAX_FINDINGS);
  },
});

type At = (key: string, message: string, severity?: 'warning') => Finding;

function placeOf(key: string, { path, lines }: ReadDocument): { uri: string; line?: number } {
  const parts = key.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const line = lines[parts.slice(0, length).join('.')];
    if (line !== undefined) return { uri: path, line };
  }
  return { uri: path, line: 1 };
}

function issuesOf(error: z.ZodError, file: ReadDocument): Finding[] {
  return error.issues.map(({ path, message, code }) => {
    const key = path.map(String).join('.') || 'The file';
    const words =
      code === 'invalid_value' || code === 'invalid_type' || code === 'invalid_union' ? lower(message) : message;
    return {
      message: `${key} ${/^(?:is|has|names)\b/u.test(words) ? words : `is not valid: ${words}`}.`,
      location: placeOf(key, file),
    };
  });
}

const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

function ofServer({ $schema, version, _meta }: ServerJson, at: At): Finding[] {
  const own = _meta?.[PUBLISHER_META];
  const bytes = own === undefined ? 0 : new TextEncoder().encode(JSON.stringify(own)).length;
  const dropped = Object.keys(_meta ?? {}).filter((key) => key !== PUBLISHER_META);
  return [
    ...($schema === undefined
      ? [
          at(
            '$schema',
            `is missing: without it nobody knows the revision; the newest is ${SERVER_JSON_SCHEMA}`,
            'warning',
          ),
        ]
      : []),
    ...(version === 'latest' ? [at('version', 'is "latest", which names no version')] : []),
    ...(isVersionRange(version) ? [at('version', `is ${version}, a range and not one version`)] : []),
    ...(bytes > MAX_META ? [at(`_meta.${PUBLISHER_META}`, `has ${bytes} bytes, and ${MAX_META} are taken`)] : []),
    ...(dropped.length > 0 ? [at('_meta', `has ${dropped.join(', ')}, which the registry drops`, 'warning')] : []),
  ];
}

/** The version of an image stands in its reference, and nowhere else. */
const NOT_FOR_IMAGES = ['version', 'registryBaseUrl', 'fileSha256'] as const;

function ofImage(entry: ServerPackage, key: string, { transports }: Settings, at: At): Finding[] {
  const { registry, hasVersion } = ociReference(entry.identifier);
  const { type } = entry.transport;
  const spoken = type === 'stdio' ? transports.stdio : transports.http;
  const declared = transports.stdio !== undefined || transports.http !== undefined;
  return [
    ...NOT_FOR_IMAGES.filter((name) => entry[name] !== undefined).map((name) =>
      at(`${key}.${name}`, 'must not be there for an image: the identifier says it all'),
    ),
    ...(hasVersion ? [] : [at(`${key}.identifier`, `is ${entry.identifier}, without a tag or digest`)]),
    ...(isTakenRegistry(registry)
      ? []
      : [at(`${key}.identifier`, `is at ${registry}; the registry takes images from ${OCI_REGISTRIES}`)]),
    ...(declared && spoken === undefined
      ? [at(`${key}.transport.type`, `is ${type}, which the image does not speak`)]
      : []),
  ];
}
