import { z } from 'zod';

/** What a server offers besides tools, with one fault per kind that it declares and does not list. */
export const offersSchema = z.object({
  resources: z
    .array(
      z.object({
        uri: z.string(),
        name: z.string().optional(),
        title: z.string().optional(),
        description: z.string().optional(),
        mimeType: z.string().optional(),
      }),
    )
    .optional(),
  resourceTemplates: z
    .array(
      z.object({
        uriTemplate: z.string(),
        name: z.string().optional(),
        title: z.string().optional(),
        description: z.string().optional(),
        mimeType: z.string().optional(),
      }),
    )
    .optional(),
  prompts: z
    .array(
      z.object({
        name: z.string(),
        title: z.string().optional(),
        description: z.string().optional(),
        arguments: z
          .array(
            z.object({
              name: z.string(),
              title: z.string().optional(),
              description: z.string().optional(),
              required: z.boolean().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  /** Why a list could not be had. */
  faults: z.array(z.object({ list: z.enum(['resources', 'resourceTemplates', 'prompts']), message: z.string() })),
  /** HTTP status with which the server refused further requests: a list that is not there was not asked. */
  limited: z.number().optional(),
});
export type Offers = z.infer<typeof offersSchema>;

const resourceSchema = z.object({
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
});

const revisionsSchema = z.object({
  handshake: z.string().optional().describe('Revision that `initialize` settles on.'),
  modern: z.array(z.string()).optional().describe('Revisions that `server/discover` offers.'),
});

const toolSchema = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.unknown(),
  outputSchema: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

/** What clients and operators of a server rely on; every map is sorted by its keys. */
export const contractSchema = z.object({
  server: z.object({ name: z.string(), version: z.string().optional() }).optional().describe('What it calls itself.'),
  protocol: z
    .object({ http: revisionsSchema.optional(), stdio: revisionsSchema.optional() })
    .describe('Revisions of MCP by transport.'),
  tools: z.record(z.string(), toolSchema).describe('Tools by name.'),
  resources: z.record(z.string(), resourceSchema).optional().describe('Resources by URI.'),
  resourceTemplates: z.record(z.string(), resourceSchema).optional().describe('Templates by URI template.'),
  prompts: z
    .record(
      z.string(),
      z.object({
        title: z.string().optional(),
        description: z.string().optional(),
        arguments: z
          .record(
            z.string(),
            z.object({
              title: z.string().optional(),
              description: z.string().optional(),
              required: z.boolean().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional()
    .describe('Prompts by name.'),
  sdks: z.record(z.string(), z.string()).optional().describe('MCP libraries in the image, with their versions.'),
  image: z
    .object({
      id: z.string().describe('Id of the image.'),
      digests: z.array(z.string()).optional().describe('Under which registries know it.'),
      base: z
        .object({ reference: z.string(), digest: z.string().optional() })
        .optional()
        .describe('The image that it is built on.'),
    })
    .optional()
    .describe('The image that was asked.'),
});
export type Contract = z.infer<typeof contractSchema>;

/** The transports and lists that one run could see: what it did not see, it cannot miss. */
export const seenContractSchema = z.object({
  contract: contractSchema,
  /** The tools are all there are, be it none. */
  listed: z.boolean(),
  faults: offersSchema.shape.faults,
  limited: offersSchema.shape.limited,
});
export type SeenContract = z.infer<typeof seenContractSchema>;

/** The form of the file; a newer one is for a newer program. */
export const LOCK_VERSION = 1;

const jsonSchema = z.union([z.record(z.string(), z.unknown()), z.boolean()], {
  error: 'expected a schema: an object, true or false',
});

/** `mcp-dock.lock.json`: what a run of `verify --lock` saw. */
export const lockFileSchema = contractSchema.extend({
  $schema: z.string().optional(),
  schemaVersion: z.literal(LOCK_VERSION).describe('Of this form.'),
  tools: z
    .record(
      z.string(),
      // A server may list anything as a schema; what is locked is one.
      toolSchema.extend({ inputSchema: jsonSchema.optional(), outputSchema: jsonSchema.optional() }),
    )
    .describe('Tools by name.'),
});

/** The lock of the project, as a run finds it. */
export const lockFactSchema = z.object({
  /** Relative to where the user stands. */
  path: z.string(),
  contract: contractSchema,
  /** The transports that the project has by now, where it says so: a run need not see them all. */
  transports: z.array(z.enum(['http', 'stdio'])).optional(),
});
