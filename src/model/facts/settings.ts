import { z } from 'zod';

/** What a call's answer must look like; every key that is present must hold. */
export const expectationSchema = z.object({
  path: z.string().optional(),
  equals: z.unknown().optional(),
  contains: z.string().optional(),
  /** JSON schema of the value. */
  schema: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().optional(),
});
export type Expectation = z.infer<typeof expectationSchema>;

/** How a server is reached over each transport that it has. */
const transportsSchema = z.object({
  http: z
    .object({
      port: z.number(),
      path: z.string(),
      args: z.array(z.string()).optional(),
      /** Of web pages that may use the server. */
      allowedOrigins: z.array(z.string()).optional(),
    })
    .optional(),
  stdio: z.object({ args: z.array(z.string()).optional() }).optional(),
});

/** What the project, the flags and the defaults ask of the target. Known before anything is started. */
export const settingsSchema = z.object({
  /** A `mcp-dock.yaml` was read. */
  configured: z.boolean(),
  name: z.string(),
  transports: transportsSchema,
  /** What mcp-dock.yaml declares, where the target is asked over one of several transports alone. */
  declared: transportsSchema.optional(),
  /** Where the transports come from: the project, the image's label, or what the image shows of itself. */
  transportsFrom: z.enum(['config', 'label', 'image', 'target']),
  healthPath: z.string().optional(),
  dataPaths: z.array(z.string()),
  /** Variables that the server requires and that have a value of `server.env` here, which is no real one. */
  placeholders: z.array(z.string()).optional(),
  /** Variables without which the server does not start, as the project says. */
  requiredVariables: z.array(z.string()).optional(),
  /** Host headers that the server takes beside those of this machine, as the project says. */
  expectHosts: z.array(z.string()).optional(),
  expectTools: z.object({ match: z.enum(['exactly', 'at-least']), names: z.array(z.string()) }).optional(),
  calls: z.array(
    z.object({
      tool: z.string(),
      arguments: z.record(z.string(), z.unknown()),
      line: z.number().optional(),
      expect: z.array(expectationSchema).optional(),
      /** Names for values of the answer, by JSON path. */
      save: z.record(z.string(), z.string()).optional(),
      /** 10 s when absent. */
      withinMs: z.number().optional(),
    }),
  ),
  /** Clients over HTTP need a bearer token. */
  auth: z
    .object({ kind: z.enum(['oauth', 'token']), resource: z.string().optional(), issuer: z.string().optional() })
    .optional(),
  /** `env` turns it on, in a container that is asked nothing else. */
  rateLimit: z.object({ requests: z.number(), windowMs: z.number(), env: z.record(z.string(), z.string()) }).optional(),
  /** At the port of the MCP endpoint when none is named. */
  metrics: z.object({ port: z.number().optional(), path: z.string(), names: z.array(z.string()) }).optional(),
  budgets: z.object({
    imageSizeWarningBytes: z.number(),
    imageSizeBytes: z.number(),
    runningMs: z.number(),
    readyWarningMs: z.number(),
    readyMs: z.number(),
    handshakeMs: z.number(),
    healthyMs: z.number(),
    memoryBytes: z.number(),
    stopMs: z.number(),
    /** Least time from the start for which the container is seen to run; as long as the questions take when absent or 0. */
    watchMs: z.number().optional(),
    /** Where they are absent here and below, what the check itself takes holds. */
    /** In percent of a core. */
    idleCpu: z.number().optional(),
    leakPerProbeBytes: z.number().optional(),
    leakPerSessionBytes: z.number().optional(),
    layerWasteBytes: z.number().optional(),
    /** In percent. */
    layerEfficiency: z.number().optional(),
    diskSpaceBytes: z.number().optional(),
    diskSpaceWarningBytes: z.number().optional(),
  }),
});
/** One entry of `expect.calls`, durations resolved. */
export type ConfiguredCall = Settings['calls'][number];
export type Settings = z.infer<typeof settingsSchema>;
