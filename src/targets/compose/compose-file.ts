import { z } from 'zod';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';

const portSchema = z.looseObject({
  target: z.coerce.number().optional(),
  published: z.coerce.string().optional(),
  protocol: z.string().optional(),
});

const mountSchema = z.looseObject({
  type: z.string(),
  source: z.string().optional(),
  target: z.string().optional(),
  read_only: z.boolean().optional(),
});

const healthcheckSchema = z.looseObject({
  test: z.union([z.array(z.string()), z.string()]).optional(),
  interval: z.string().optional(),
  retries: z.coerce.number().optional(),
  disable: z.boolean().optional(),
});

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  command: z.union([z.array(z.string()), z.string()]).nullish(),
  depends_on: z
    .record(z.string(), z.looseObject({ condition: z.string().optional(), required: z.boolean().optional() }))
    .optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()).optional(),
  ports: z.array(portSchema).optional(),
  expose: z.array(z.coerce.string()).optional(),
  volumes: z.array(mountSchema).optional(),
  volumes_from: z.array(z.string()).optional(),
  links: z.array(z.string()).optional(),
  network_mode: z.string().optional(),
  pid: z.string().optional(),
  ipc: z.string().optional(),
  networks: z.record(z.string(), z.looseObject({}).nullable()).optional(),
  labels: z.record(z.string(), z.string()).nullish(),
  healthcheck: healthcheckSchema.optional(),
  stdin_open: z.boolean().optional(),
  secrets: z.array(z.looseObject({ source: z.string().optional() })).optional(),
  configs: z.array(z.looseObject({ source: z.string().optional() })).optional(),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const shared = z.record(z.string(), z.looseObject({ name: z.string().optional() }).nullable());

const composeFileSchema = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  networks: shared.optional(),
  volumes: shared.optional(),
  secrets: shared.optional(),
  configs: shared.optional(),
});
/** What `docker compose config --format json` prints: one file, everything written out, as far as it is looked at here. */
export type ComposeFile = z.infer<typeof composeFileSchema>;

/** Undefined when it is not what Compose prints. */
export function readComposeFile(text: string): ComposeFile | undefined {
  const parsed = composeFileSchema.safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : undefined;
}

/** The image of a service; one that is only built has the name that Compose gives it. */
export const imageOf = (file: Pick<ComposeFile, 'name'>, service: string, { image }: ComposeService): string =>
  image ?? `${file.name}-${service}`;

/** Compose writes a dollar sign twice where none of its variables is meant. */
export const plain = (text: string): string => text.replaceAll('$$', '$');
export const written = (text: string): string => text.replaceAll('$', '$$$$');
