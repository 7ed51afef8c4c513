import { z } from 'zod';
import { isDay } from '../model/calendar-day.js';
import { consumerSchema } from '../model/asked-for.js';
import { isSavedName } from '../model/configured-calls.js';
import { isJsonPath } from '../model/json-path.js';
import { profileSchema } from '../model/profile.js';
import { parseBytes, parseDuration } from '../model/units.js';
import { imageFaults } from './project-images.js';
import { savedValueFaults } from './saved-value-faults.js';

const size = (description: string) =>
  z
    .string()
    .refine((text) => parseBytes(text) !== undefined, 'is no size; write 225MB or 512MiB')
    .describe(description);

const duration = (description: string) =>
  z
    .string()
    .refine((text) => parseDuration(text) !== undefined, 'is no duration; write 5s or 500ms')
    .describe(description);

/** Warnings that could never come, because the error comes first. */
function budgetFaults(budgets: {
  readonly imageSize?: string | undefined;
  readonly imageSizeWarning?: string | undefined;
  readonly ready?: string | undefined;
  readonly readyWarning?: string | undefined;
  readonly diskSpace?: string | undefined;
  readonly diskSpaceWarning?: string | undefined;
}): { path: string[]; message: string }[] {
  const { imageSize, imageSizeWarning, ready, readyWarning, diskSpace, diskSpaceWarning } = budgets;
  const above = (warning: number | undefined, error: number | undefined) =>
    warning !== undefined && error !== undefined && warning > error;
  const bytes = (text: string | undefined) => (text === undefined ? undefined : parseBytes(text));
  const time = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));
  return [
    ...(above(bytes(imageSizeWarning), bytes(imageSize))
      ? [{ path: ['imageSizeWarning'], message: 'is above imageSize, so that the error comes before the warning' }]
      : []),
    ...(above(time(readyWarning), time(ready))
      ? [{ path: ['readyWarning'], message: 'is above ready, so that the error comes before the warning' }]
      : []),
    ...(above(bytes(diskSpace), bytes(diskSpaceWarning))
      ? [{ path: ['diskSpaceWarning'], message: 'is below diskSpace, so that the error comes before the warning' }]
      : []),
  ];
}

const portSchema = z.number().int().min(1).max(65_535);

const jsonPath = z.string().refine(isJsonPath, 'is no JSON path; write $.tasks[0].id');

/** All questions to a server have three minutes together. */
const isCallLimit = (milliseconds: number | undefined): boolean =>
  milliseconds !== undefined && milliseconds >= 1 && milliseconds <= 120_000;

/** What a call's answer must look like: every key that is present must hold. */
const callExpectationSchema = z.strictObject({
  path: jsonPath
    .optional()
    .describe('JSON path into the structured result, `$.title` or `$.tasks[0].id`; the whole result when absent.'),
  equals: z.unknown().optional().describe('The value at the path equals this.'),
  contains: z.string().optional().describe('The text of the result, or the value at the path, contains this.'),
  schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The value at the path conforms to this JSON schema (2020-12 unless its `$schema` names another one).'),
  isError: z.boolean().optional().describe('The tool says that it failed (true) or not (false, the default).'),
});

const callSchema = z.strictObject({
  tool: z.string().describe('Name of the tool.'),
  arguments: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Arguments; `{{name}}` stands for a value that an earlier call saves, `\\{{name}}` for that text.'),
  expect: z
    .union([callExpectationSchema, z.array(callExpectationSchema)])
    .optional()
    .describe('What the answer must look like.'),
  save: z
    .record(
      z.string().refine(isSavedName, 'is no name that {{…}} can ask for; write letters, digits, - and _'),
      jsonPath,
    )
    .optional()
    .describe(
      'Names for values of the answer, by JSON path, for later calls; a name that is saved again is the later value.',
    ),
  within: z
    .string()
    .refine((text) => isCallLimit(parseDuration(text)), 'is no time from 1ms to 2m; write 5s or 500ms')
    .describe('Time limit of the call, from 1ms to 2m; 10s when absent.')
    .optional(),
});

/** What a server over HTTP says of who may ask, how often, and what it counts. */
const authExpectationSchema = z.strictObject({
  kind: z
    .enum(['oauth', 'token'])
    .default('oauth')
    .describe(
      '`oauth`: tokens of an authorization server, which the server names to its clients. `token`: one that is handed out by other means.',
    ),
  resource: z
    .url()
    .optional()
    .describe('Address of the MCP endpoint as clients know it, the `resource` of its metadata.'),
  issuer: z
    .url()
    .optional()
    .describe('Authorization server; the one that is asked for a token with `--client-id-env`.'),
});

const rateLimitSchema = z.strictObject({
  requests: z.number().int().min(1).max(10_000).describe('Requests that one client may make.'),
  per: z.enum(['second', 'minute', 'hour']).default('minute').describe('Time in which it may make them.'),
  env: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .default({})
    .describe('Variables that turn the limit on, in the one container that is asked until it refuses.'),
});

const metricsSchema = z.strictObject({
  port: portSchema.optional().describe('Port inside the container; that of the MCP endpoint when absent.'),
  path: z.string().startsWith('/').default('/metrics').describe('Path.'),
  names: z.array(z.string()).default([]).describe('Metrics that must be there.'),
});

const waiverSchema = z.strictObject({
  id: z
    .string()
    .min(1)
    .refine((id) => id !== 'project/waivers-current', 'looks after waivers and cannot be waived')
    .describe('Id of the check, or its name in another tool: `DL3002`, `CIS-DI-0001`.'),
  reason: z
    .string()
    .refine((text) => text.trim() !== '', 'is empty; say why this is accepted')
    .meta({ pattern: String.raw`\S` })
    .describe('Why it is accepted.'),
  expires: z
    .string()
    .refine(isDay, 'is no day; write it as 2027-03-01')
    .meta({ format: 'date' })
    .describe('Last day on which it holds, `2027-03-01`. Afterwards the findings count again, and so does the waiver.'),
  owner: z.string().min(1).optional().describe('Who decides about it.'),
  platform: z
    .string()
    .regex(/^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?$/u, 'is no platform; write linux/arm64')
    .optional()
    .describe('Platform of the image for which it holds; every one when absent.'),
  path: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Place of the findings: a path of the project, `*` within a folder, `**` across folders. Every place when absent.',
    ),
  matches: z
    .string()
    .min(1)
    .optional()
    .describe('Text of the findings, `*` for anything between. Every finding of the check when absent.'),
});

const mainSchema = z
  .strictObject({
    name: z.string().describe('Name of the project: the image, the service and the container are called after it.'),
    image: z
      .string()
      .optional()
      .describe('Image reference that `build` tags and `verify` starts; `<name>:latest` when absent.'),
    build: z
      .strictObject({
        dockerfile: z.string().default('Dockerfile').describe('Path of the Dockerfile, relative to this file.'),
        context: z.string().default('.').describe('Build context, relative to this file.'),
        target: z.string().optional().describe('Stage to build; the last one when absent.'),
        testTarget: z
          .string()
          .optional()
          .describe('Stage that runs the tests, for `build --test`; `test` when absent.'),
        args: z
          .record(z.string(), z.string())
          .default({})
          .describe('Build arguments. Never a secret: they stay in the history.'),
        labels: z.record(z.string(), z.string()).default({}).describe('Extra labels.'),
        secrets: z
          .array(
            z
              .strictObject({
                id: z.string().min(1).describe('Id of `RUN --mount=type=secret,id=…`.'),
                file: z.string().optional().describe('File with the value, relative to this file.'),
                env: z.string().optional().describe('Variable with the value; the id when neither is named.'),
                optional: z
                  .boolean()
                  .default(false)
                  .describe('Build without it where file or variable is missing, and say so.'),
              })
              .refine(({ file, env }) => file === undefined || env === undefined, {
                message: 'names a file and a variable; one of the two',
              }),
          )
          .default([])
          .describe('Secrets of the build; never part of the image. Here stands where they lie, never their value.'),
        ssh: z
          .array(z.string())
          .default([])
          .describe('SSH agents of the build: `default`, or `ID=SOCKET`. `RUN --mount=type=ssh` uses them.'),
        network: z
          .enum(['default', 'none', 'host'])
          .optional()
          .describe('Network of RUN steps; `none` proves that a build needs none.'),
        platform: z.string().optional().describe('Platform, `linux/amd64`; the engine’s own when absent.'),
        caFile: z
          .string()
          .optional()
          .describe('PEM file of extra certificate authorities for the build; never part of the image.'),
      })
      .optional()
      .describe('How the image is built.'),
    server: z
      .strictObject({
        transports: z
          .strictObject({
            http: z
              .strictObject({
                port: portSchema.default(3000).describe('Port inside the container.'),
                path: z.string().startsWith('/').default('/mcp').describe('Path of the MCP endpoint.'),
                allowedOrigins: z
                  .array(z.string().regex(/^https?:\/\/[^/\s*]+$/u, 'is no origin; write https://app.example.com'))
                  .optional()
                  .describe(
                    'Origins of web pages that may use the server, as its own list has them: `verify` asks as their browsers would (CORS).',
                  ),
                args: z
                  .array(z.string())
                  .optional()
                  .describe('Arguments of the entrypoint for this transport; the image’s CMD when absent.'),
              })
              .optional()
              .describe('Streamable HTTP.'),
            stdio: z
              .strictObject({
                args: z
                  .array(z.string())
                  .optional()
                  .describe('Arguments of the entrypoint for this transport; the image’s CMD when absent.'),
              })
              .optional()
              .describe('stdio, as desktop clients start it.'),
          })
          .describe('The transports that the image has.'),
        health: z.string().startsWith('/').optional().describe('Path of the health endpoint.'),
        env: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
          .default({})
          .describe('Environment for `verify` only; never a real secret.'),
        requiredEnv: z
          .array(z.string().min(1))
          .default([])
          .describe('Variables without which the server does not start; `doctor` looks for them in .env.'),
        data: z.array(z.string()).default([]).describe('Paths inside the container that hold data.'),
      })
      .optional()
      .describe('The MCP server inside the image.'),
    client: z
      .strictObject({
        network: z
          .string()
          .optional()
          .describe('Network that the container joins, that of compose.yaml for example, to reach what runs there.'),
        hosts: z
          .array(z.string().regex(/^[^:=\s]+[:=]\S+$/u, 'is no NAME:ADDRESS'))
          .default([])
          .describe('Names and their addresses, `host.docker.internal:host-gateway`.'),
        env: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
          .default({})
          .describe('Environment of the container. Never a secret: it stands in the client’s file.'),
      })
      .optional()
      .describe('How the container that a client starts reaches the services beside it, for `client`.'),
    expect: z
      .strictObject({
        tools: z.array(z.string()).optional().describe('Tools that must be listed.'),
        toolsMatch: z
          .enum(['exactly', 'at-least'])
          .default('exactly')
          .describe('Whether other tools may be listed too.'),
        calls: z
          .array(callSchema)
          .superRefine((calls, context) => {
            for (const fault of savedValueFaults(calls)) context.addIssue({ code: 'custom', ...fault });
          })
          .default([])
          .describe(
            'Calls that `verify` makes, in this order. Otherwise it calls only a tool that says `readOnlyHint`, of a server that it started, once and with arguments that must be refused.',
          ),
        hosts: z
          .array(
            z
              .string()
              .regex(
                /^(?:[a-z\d_](?:[a-z\d._-]*[a-z\d_])?|\[[\da-f:.]+\])(?::\d{1,5})?$/iu,
                'is no host; write mcp.example.com or mcp:3000',
              ),
          )
          .max(20)
          .optional()
          .describe(
            'Further names under which the server is reached, each with its port where clients send one: public domains, and the name of its service for other containers. Not asked of a server at a URL.',
          ),
        auth: authExpectationSchema.optional().describe('Clients over HTTP need a bearer token.'),
        rateLimit: rateLimitSchema
          .optional()
          .describe('Clients over HTTP that ask more often are answered with 429 and when to come back.'),
        metrics: metricsSchema.optional().describe('Metrics in the text format of Prometheus.'),
      })
      .optional()
      .describe('What `verify` expects of the server.'),
    budgets: z
      .strictObject({
        imageSizeWarning: size('Unpacked size above which there is a warning; 200MB when absent.').optional(),
        imageSize: size('Unpacked size above which there is an error; 250MB when absent.').optional(),
        running: duration('Start call to running; 2s when absent.').optional(),
        readyWarning: duration('Start to ready, warning; 5s when absent.').optional(),
        ready: duration('Start to ready, error; 15s when absent.').optional(),
        handshake: duration('Start to the first MCP answer; 10s when absent.').optional(),
        healthy: duration('Start to the engine’s word healthy; 15s when absent.').optional(),
        memory: size('Memory after the run; 512MiB when absent.').optional(),
        stop: duration('SIGTERM, or the end of stdin, to gone; 5s when absent.').optional(),
        watch: duration(
          'Least time from the start for which the container is seen to keep running; 0s, as long as the other questions take, when absent.',
        ).optional(),
        idleCpu: z
          .number()
          .positive()
          .optional()
          .describe('Percent of one core that a server uses while nobody asks it anything; 30 when absent.'),
        leakPerProbe: size('Memory that a health probe may leave behind; 20kB when absent.').optional(),
        leakPerSession: size('Memory that a session may leave behind; 100kB when absent.').optional(),
        layerWaste: size('Bytes that later layers delete or write again; 20MB when absent.').optional(),
        layerEfficiency: z
          .number()
          .min(0)
          .max(100)
          .optional()
          .describe('Percent of what the layers hold that is in the image in the end; 95 when absent.'),
        diskSpaceWarning: size('Free space for builds below which there is a warning; 5GB when absent.').optional(),
        diskSpace: size('Free space for builds below which there is an error; 1GB when absent.').optional(),
      })
      .superRefine((budgets, context) => {
        for (const fault of budgetFaults(budgets)) context.addIssue({ code: 'custom', ...fault });
      })
      .optional()
      .describe('Limits for `verify` and `doctor`.'),
    checks: z
      .record(z.string(), z.enum(['off', 'info', 'warning', 'error']))
      .default({})
      .describe(
        'Severity by check id, or `off`. No finding of the check counts as more; what is milder in itself stays as it is. The name in another tool (`DL3002`) stands for every check that goes by it.',
      ),
    targets: z
      .array(consumerSchema)
      .optional()
      .describe('Consumers as which `verify` also starts and judges the image when `--target` names none.'),
    profile: profileSchema
      .optional()
      .describe('How much `verify` and `doctor` ask when `--profile` says nothing; `standard` when absent.'),
    waivers: z
      .array(waiverSchema)
      .default([])
      .describe(
        'Findings that are accepted for a time: shown, and not counted. One that has expired, or that nothing needs any more, is a finding itself.',
      ),
    baseline: z
      .string()
      .min(1)
      .optional()
      .describe('File of known findings, relative to this one, for `--baseline`: only new ones count.'),
  })
  .describe('Project file of mcp-dock.');

const furtherImageSchema = z.strictObject({
  image: z.string().optional().describe('Image reference; `<name of the project>-<name>:latest` when absent.'),
  build: mainSchema.shape.build.describe('How it is built: the keys of `build`.'),
});

/** `mcp-dock.yaml`. The source of schemas/config.schema.json and docs/config.md: every key has a description. */
export const configSchema = mainSchema
  .extend({
    images: z
      .record(
        z
          .string()
          .refine(
            (name) => /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/u.test(name),
            'is no name; write lower-case letters, digits and single - . _',
          ),
        furtherImageSchema,
      )
      .default({})
      .describe(
        'Further images of the project by name, a backend for example: `build` makes them beside the main one, `pin` pins their base images, and the checks of files look at each; `verify` starts the main one.',
      ),
  })
  .superRefine((config, context) => {
    for (const fault of imageFaults(config)) context.addIssue({ code: 'custom', ...fault });
  })
  .describe('Project file of mcp-dock.');

export type ProjectConfig = z.infer<typeof configSchema>;

/** A config with the place it was read from; `directory` is absolute. */
export interface LoadedConfig {
  readonly config: ProjectConfig;
  readonly path: string;
  readonly directory: string;
  /** 1-based line of a key path such as `expect.calls.0`; undefined when it is not in the file. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}
