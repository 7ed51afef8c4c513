import { z } from 'zod';

/** The revision of the format that these rules are of; its schema is published under this address. */
export const SERVER_JSON_SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
export const SERVER_NAME_LABEL = 'io.modelcontextprotocol.server.name';
export const PUBLISHER_META = 'io.modelcontextprotocol.registry/publisher-provided';

/** A namespace in reverse DNS form, one slash, a name. */
export const SERVER_NAME = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/u;

const text = z.string({ error: 'is no text' });
const uri = text.regex(/^[a-z][a-z0-9+.-]*:\S+$/iu, 'is no URL');
const endpoint = text.regex(/^https?:\/\/\S+$/u, 'is no http:// or https:// URL');

const inputSchema = z.looseObject({
  choices: z.array(text).optional(),
  default: text.optional(),
  description: text.optional(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  placeholder: text.optional(),
  value: text.optional(),
});
const variables = z.record(z.string(), inputSchema).optional();
const openInputSchema = inputSchema.extend({ variables });
const namedInputSchema = openInputSchema.extend({ name: text });

const argumentSchema = z.discriminatedUnion('type', [
  openInputSchema
    .extend({ type: z.literal('positional'), isRepeated: z.boolean().optional(), valueHint: text.optional() })
    .refine(({ value, valueHint }) => value !== undefined || valueHint !== undefined, {
      message: 'has neither value nor valueHint',
    }),
  openInputSchema.extend({ type: z.literal('named'), name: text, isRepeated: z.boolean().optional() }),
]);

const headers = z.array(namedInputSchema).optional();
const streamable = z.looseObject({ type: z.literal('streamable-http'), url: endpoint, headers });
const sse = z.looseObject({ type: z.literal('sse'), url: endpoint, headers });

const packageSchema = z.looseObject({
  registryType: text,
  identifier: text,
  transport: z.discriminatedUnion('type', [z.looseObject({ type: z.literal('stdio') }), streamable, sse]),
  version: text
    .min(1, 'is empty')
    .refine((version) => version !== 'latest', { message: 'is "latest", which names no version' })
    .optional(),
  registryBaseUrl: uri.optional(),
  fileSha256: text.regex(/^[a-f0-9]{64}$/u, 'is no SHA-256 in small hexadecimal letters').optional(),
  runtimeHint: text.optional(),
  runtimeArguments: z.array(argumentSchema).optional(),
  packageArguments: z.array(argumentSchema).optional(),
  environmentVariables: z.array(namedInputSchema).optional(),
});
export type ServerPackage = z.infer<typeof packageSchema>;

const iconSchema = z.looseObject({
  src: uri.max(255, 'is longer than 255 characters'),
  mimeType: z.enum(['image/png', 'image/jpeg', 'image/jpg', 'image/svg+xml', 'image/webp']).optional(),
  sizes: z.array(text.regex(/^(?:\d+x\d+|any)$/u, 'is neither WIDTHxHEIGHT nor any')).optional(),
  theme: z.enum(['light', 'dark']).optional(),
});

/**
 * `server.json` as the MCP registry's schema of 2025-12-11 has it, in our words: like the original, it takes keys that it does not
 * know.
 */
export const serverJsonSchema = z.looseObject({
  $schema: uri.optional(),
  name: text
    .min(3, 'is shorter than 3 characters')
    .max(200, 'is longer than 200 characters')
    .regex(SERVER_NAME, 'is no namespace in reverse DNS form, one slash, and a name, as in io.github.acme/weather'),
  description: text.min(1, 'is empty').max(100, 'is longer than 100 characters'),
  version: text.max(255, 'is longer than 255 characters'),
  title: text.min(1, 'is empty').max(100, 'is longer than 100 characters').optional(),
  websiteUrl: uri.optional(),
  repository: z.looseObject({ url: uri, source: text, id: text.optional(), subfolder: text.optional() }).optional(),
  icons: z.array(iconSchema).optional(),
  packages: z.array(packageSchema).optional(),
  remotes: z
    .array(z.discriminatedUnion('type', [streamable.extend({ variables }), sse.extend({ variables })]))
    .optional(),
  _meta: z.looseObject({ [PUBLISHER_META]: z.record(z.string(), z.unknown()).optional() }).optional(),
});
export type ServerJson = z.infer<typeof serverJsonSchema>;

/** Versions that name more than one: the registry refuses them for a server and for a package. */
export const isVersionRange = (version: string): boolean =>
  /^[~^<>=]|\s-\s|\|\||(?:^|\.)[x*](?:\.|$)/iu.test(version.trim());

/** Registries from which the MCP registry takes images. */
export const OCI_REGISTRIES = 'docker.io, ghcr.io, *.pkg.dev, *.azurecr.io, mcr.microsoft.com';
const TAKEN = /^(?:docker\.io|ghcr\.io|mcr\.microsoft\.com|[\w-]+(?:\.[\w-]+)*\.(?:pkg\.dev|azurecr\.io))$/u;

/** Registry and version in an image reference as the MCP registry reads it. */
export function ociReference(identifier: string): { readonly registry: string; readonly hasVersion: boolean } {
  const [first = '', ...rest] = identifier.split('/');
  const named = rest.length > 0 && (/[.:]/u.test(first) || first === 'localhost');
  return {
    registry: named ? first : 'docker.io',
    hasVersion: /@sha\d+:[0-9a-f]+$|:[\w.-]+$/u.test(identifier.slice(identifier.lastIndexOf('/') + 1)),
  };
}

export const isTakenRegistry = (registry: string): boolean => TAKEN.test(registry);
