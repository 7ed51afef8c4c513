import { z } from 'zod';

export const hostSchema = z.object({
  platform: z.string(),
  arch: z.string(),
  nodeVersion: z.string(),
  toolVersion: z.string(),
});

export const engineSchema = z.object({
  endpoint: z.string(),
  /** `DOCKER_HOST`, `context colima`, `default` … */
  endpointFrom: z.string(),
  reachable: z.boolean(),
  problem: z
    .object({
      kind: z.enum(['not-found', 'permission', 'refused', 'timeout', 'tls', 'context', 'not-an-engine', 'other']),
      message: z.string(),
    })
    .optional(),
  /** Other endpoints that do answer. */
  alternatives: z.array(z.string()),
  kind: z.enum(['docker', 'podman', 'unknown']),
  version: z.string().optional(),
  apiVersion: z.string().optional(),
  os: z.string().optional(),
  arch: z.string().optional(),
  buildkit: z.boolean(),
  rootless: z.boolean(),
});
export type EngineFact = z.infer<typeof engineSchema>;

export const composeSchema = z.object({
  installed: z.boolean(),
  kind: z.enum(['plugin', 'standalone', 'none']),
  version: z.string().optional(),
  problem: z.string().optional(),
});

export const diskSchema = z.object({
  path: z.string(),
  freeBytes: z.number(),
  totalBytes: z.number(),
  /** What the engine says it could free: dangling images and build cache. */
  reclaimableBytes: z.number().optional(),
});

export const portsSchema = z.array(
  z.object({
    port: z.number(),
    /** File and service. */
    wantedBy: z.string(),
    free: z.boolean(),
    takenBy: z.string().optional(),
    /** A container of this very project holds it: it runs. */
    ownContainer: z.boolean().optional(),
    /** The variable that the port comes from, where it is one. */
    variable: z.string().optional(),
    nextFree: z.number().optional(),
  }),
);

export const projectSchema = z.object({
  directory: z.string(),
  config: z.object({ path: z.string(), problem: z.string().optional(), line: z.number().optional() }).optional(),
  dockerfile: z.object({ path: z.string(), problem: z.string().optional(), line: z.number().optional() }).optional(),
  /** Dockerfiles in other places, where nothing names one and the folder itself has none. */
  otherDockerfiles: z.array(z.string()).optional(),
  /** Services of the Compose files that are built and not pulled. */
  builtServices: z.array(z.string()).optional(),
  composeFiles: z.array(z.string()),
  /** Names of the services in those files. */
  services: z.array(z.string()).optional(),
  dockerignore: z.boolean(),
  runtime: z.string().optional(),
});

export const environmentSchema = z.object({
  path: z.string(),
  exists: z.boolean(),
  examplePath: z.string().optional(),
  /** POSIX mode of the file, `600`; absent on Windows. */
  mode: z.string().optional(),
  /** Absent outside of a Git working copy, or without Git. */
  gitTracked: z.boolean().optional(),
  gitIgnored: z.boolean().optional(),
  problems: z.array(z.object({ line: z.number(), key: z.string().optional(), kind: z.string(), message: z.string() })),
  /** Keys and what can be said of their values without showing them. */
  entries: z.array(
    z.object({
      key: z.string(),
      line: z.number(),
      empty: z.boolean(),
      placeholder: z.boolean(),
      length: z.number(),
      /** A URL or address that means the container itself when it is read inside of one. */
      local: z.boolean(),
      /** How many different characters the value has. */
      distinct: z.number().optional(),
      /** Only letters, digits, `-` and `_`. */
      urlSafe: z.boolean().optional(),
      /** Only of plain settings (ports, URLs without a password, levels, switches), never of a secret. */
      value: z.string().optional(),
    }),
  ),
  required: z.array(z.string()),
  exampleKeys: z.array(z.string()),
  /** Keys whose value a service of the Compose files gets in a file, by KEY_FILE. */
  asFiles: z.array(z.string()).optional(),
  /** Keys that the example shows, also those in comments. */
  documentedKeys: z.array(z.string()).optional(),
});

export const baseImagesSchema = z.array(
  z.object({
    reference: z.string(),
    line: z.number(),
    stage: z.string().optional(),
    present: z.boolean(),
    standIn: z.boolean(),
    registry: z.enum(['reachable', 'unreachable', 'unauthorized', 'not-found', 'not-asked']),
    message: z.string().optional(),
  }),
);

export const tlsInterceptionSchema = z.object({
  host: z.string(),
  status: z.enum(['direct', 'intercepted', 'untrusted', 'unreachable']),
  issuer: z.string().optional(),
  /** The CA file that a build would use, and where it came from. */
  caFile: z.string().optional(),
  caFileFrom: z.string().optional(),
  message: z.string().optional(),
});

export const leftoversSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    image: z.string(),
    runId: z.string(),
    createdAt: z.string(),
    state: z.string(),
  }),
);
