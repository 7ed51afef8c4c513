import { z } from 'zod';

/** A file of the project, and a line of it. */
export const placeSchema = z.object({ file: z.string(), line: z.number() });

export const composeProblemSchema = z.object({
  kind: z.enum(['invalid', 'version', 'v1', 'missing-file', 'unset', 'reference']),
  file: z.string(),
  line: z.number(),
  column: z.number().optional(),
  /** A sentence. */
  message: z.string(),
});
export type ComposeProblem = z.infer<typeof composeProblemSchema>;

const environmentEntrySchema = placeSchema.extend({
  name: z.string(),
  /** With variables filled in; absent where the value is a secret, or comes from outside. */
  value: z.string().optional(),
  /** Of a value that is an address, also where the rest of it is secret. */
  url: z.object({ scheme: z.string(), host: z.string(), port: z.number().optional() }).optional(),
});

const portSchema = placeSchema.extend({
  /** Address of this machine; absent for all of them. */
  host: z.string().optional(),
  /** First and last port of this machine; absent where the engine picks one. */
  published: z.tuple([z.number(), z.number()]).optional(),
  target: z.number().optional(),
  protocol: z.string(),
});

const mountSchema = placeSchema.extend({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  readOnly: z.boolean(),
});

/** What the image of a service says of itself, as far as a Dockerfile of the project tells. */
const builtSchema = z.object({
  dockerfile: z.string(),
  healthcheck: z.boolean(),
  /** What it starts when it is told nothing: ENTRYPOINT and CMD. */
  entrypoint: z.array(z.string()),
  command: z.array(z.string()),
  exposes: z.array(z.number()),
  environment: z.record(z.string(), z.string()),
});

export const composeServiceSchema = placeSchema.extend({
  name: z.string(),
  /** Line of every key that it has, `restart`, `deploy.resources.limits.cpus` … */
  keys: z.record(z.string(), placeSchema),
  image: z.string().optional(),
  /** Relative to the project; the line is that of `build`. */
  build: placeSchema
    .extend({ context: z.string().optional(), dockerfile: z.string().optional(), target: z.string().optional() })
    .optional(),
  built: builtSchema.optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  profiles: z.array(z.string()),
  stdinOpen: z.boolean(),
  tty: z.boolean(),
  user: z.string().optional(),
  containerName: z.string().optional(),
  hostname: z.string().optional(),
  networkMode: z.string().optional(),
  namespaces: z.array(z.object({ key: z.string(), value: z.string() })),
  networks: z.array(placeSchema.extend({ name: z.string(), aliases: z.array(z.string()) })),
  links: z.array(z.string()),
  extraHosts: z.array(z.string()),
  ports: z.array(portSchema),
  expose: z.array(z.number()),
  mounts: z.array(mountSchema),
  dependsOn: z.array(
    placeSchema.extend({ name: z.string(), condition: z.string(), required: z.boolean(), short: z.boolean() }),
  ),
  environment: z.array(environmentEntrySchema),
  envFiles: z.array(placeSchema.extend({ path: z.string(), required: z.boolean(), there: z.boolean() })),
  secrets: z.array(placeSchema.extend({ name: z.string() })),
  configs: z.array(placeSchema.extend({ name: z.string() })),
  restart: z.string().optional(),
  healthcheck: z
    .object({ disabled: z.boolean(), test: z.array(z.string()).optional(), interval: z.string().optional() })
    .optional(),
  readOnly: z.boolean(),
  privileged: z.boolean(),
  capAdd: z.array(z.string()),
  capDrop: z.array(z.string()),
  securityOptions: z.array(z.string()),
  replicas: z.number().optional(),
  limits: z.object({ cpus: z.number().optional(), memoryBytes: z.number().optional() }),
  reservations: z.object({ cpus: z.number().optional(), memoryBytes: z.number().optional() }),
  logging: z.object({ driver: z.string().optional(), options: z.record(z.string(), z.string()) }).optional(),
});
export type ComposeService = z.infer<typeof composeServiceSchema>;

const resourceSchema = placeSchema.extend({ name: z.string(), external: z.boolean() });

/** Files that are laid over each other, and what comes of it. */
export const composeSetupSchema = z.object({
  files: z.array(z.string()),
  /** `default` is what `docker compose up` takes by itself, `base` the same without the override file. */
  kind: z.enum(['default', 'base', 'overlay', 'alone']),
  /** Made for developing or for tries, by its name. */
  development: z.boolean(),
  /** Something of it could not be read, so what is missing may be there. */
  incomplete: z.boolean(),
  services: z.array(composeServiceSchema),
  networks: z.array(resourceSchema.extend({ internal: z.boolean() })),
  volumes: z.array(resourceSchema),
  secrets: z.array(resourceSchema),
  configs: z.array(resourceSchema),
});
export type ComposeSetup = z.infer<typeof composeSetupSchema>;

export const literalSecretSchema = placeSchema.extend({
  service: z.string().optional(),
  name: z.string().optional(),
  rule: z.string(),
  title: z.string(),
  /** It is taken where nobody sets the variable. */
  fallback: z.boolean(),
  development: z.boolean(),
});

export const composeProjectSchema = z.object({
  /** Relative to the project. */
  files: z.array(z.string()),
  /** There is a .env to take variables from. */
  environmentFile: z.boolean(),
  problems: z.array(composeProblemSchema),
  setups: z.array(composeSetupSchema),
  literalSecrets: z.array(literalSecretSchema),
});
export type ComposeProject = z.infer<typeof composeProjectSchema>;

/** Which transport a service of the project's own image is started for. */
export const composeTransportSchema = placeSchema.extend({
  service: z.string(),
  transport: z.enum(['http', 'stdio']),
});
