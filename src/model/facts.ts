import { z } from 'zod';
import { acceptedSchema } from './facts/accepted.js';
import * as admission from './facts/admission.js';
import { composeProjectSchema, composeTransportSchema } from './facts/compose.js';
import { lockFactSchema, offersSchema, seenContractSchema } from './facts/contract.js';
import { conformanceRunSchema } from './facts/conformance.js';
import { deployFilesSchema } from './facts/deploy.js';
import * as documents from './facts/documents.js';
import * as files from './facts/files.js';
import * as rules from './facts/http-rules.js';
import * as host from './facts/host.js';
import * as image from './facts/image.js';
import * as guards from './facts/guards.js';
import * as lifecycle from './facts/lifecycle.js';
import * as mcp from './facts/mcp.js';
import * as run from './facts/run.js';
import { mcpSdkSchema } from './facts/sdks.js';
import { settingsSchema } from './facts/settings.js';
import { transcriptSchema } from './facts/wire.js';
import { utilitiesSchema } from './facts/utilities.js';
import * as trials from './facts/trials.js';

/**
 * Every fact a probe can collect, by name. A fact is serialisable and small; what it means is for checks to say.
 * Adding one: its schema here, its probe in `src/probes/`.
 */
export const factSchemas = {
  settings: settingsSchema,
  imageConfig: image.imageConfigSchema,
  imageHistory: z.array(image.historyEntrySchema),
  imageContents: image.imageContentsSchema,
  baseImage: image.baseImageSchema,
  sources: image.sourcesSchema,
  httpStart: run.startSchema,
  stdioStart: run.startSchema,
  /** Derived: how all transports of the target came up. */
  starts: run.startsSchema,
  health: run.healthSchema,
  healthEndpoint: run.healthEndpointSchema,
  processes: run.processesSchema,
  memory: run.memorySchema,
  containerState: run.containerStateSchema,
  reachability: run.reachabilitySchema,
  hostMatrix: run.hostMatrixSchema,
  httpStop: run.stopSchema,
  stdioEnd: run.stopSchema,
  hardened: run.hardenedSchema,
  serverLogs: run.serverLogsSchema,
  mcpSdks: z.array(mcpSdkSchema),
  lifecycleMatrix: lifecycle.lifecycleMatrixSchema,
  coldStart: lifecycle.coldStartSchema,
  withoutConfig: lifecycle.withoutConfigSchema,
  requiredVariables: lifecycle.requiredVariablesSchema,
  unknownMode: lifecycle.unknownModeSchema,
  entrypointStdin: lifecycle.entrypointStdinSchema,
  orphans: lifecycle.orphansSchema,
  /** Used while it runs with a read-only root, and as a user that the image does not know. */
  readOnly: trials.trialSchema,
  arbitraryUser: trials.trialSchema,
  writtenPaths: trials.writtenPathsSchema,
  dataVolumes: trials.dataVolumesSchema,
  frozen: trials.frozenSchema,
  stdioProbe: trials.stdioProbeSchema,
  idleCpu: trials.idleCpuSchema,
  soak: trials.soakSchema,
  replicas: trials.replicasSchema,
  mcpHttp: mcp.mcpSessionSchema,
  mcpStdio: mcp.mcpSessionSchema,
  /** Of a server that has one place for all clients, asked when nobody is in it any more. */
  nextClient: mcp.nextClientSchema,
  /** What client libraries make of what a server said over stdio. */
  stdioClients: z.array(mcp.sdkClientSchema),
  /** Derived: the sessions of all transports that the target has. */
  mcpSessions: z.array(mcp.mcpSessionSchema),
  stdout: mcp.stdoutSchema,
  /** Resources and prompts. */
  offers: offersSchema,
  /** Derived: what clients rely on, in the form of the lock. */
  contract: seenContractSchema,
  /** What the project has locked. */
  lock: lockFactSchema,
  /** Single requests, right and wrong ones, and what each was answered with. */
  httpRules: rules.httpRulesSchema,
  /** What a second stdio process says to a version that nobody has. */
  stdioVersions: rules.versionAnswersSchema,
  /** What no server likes to be sent, and how it took it. */
  httpBadInput: rules.badInputSchema,
  stdioBadInput: rules.badInputSchema,
  /** Derived: of all transports. */
  badInput: z.array(rules.badInputSchema),
  /** Derived: the frames of all answers, each kind of them once. */
  answerFrames: z.array(rules.answerFrameSchema),
  /** Derived: how each transport answers the versions of both eras. */
  versionAnswers: z.array(rules.versionAnswersSchema),
  httpUtilities: utilitiesSchema,
  stdioUtilities: utilitiesSchema,
  /** Derived: both of these. */
  mcpUtilities: z.array(utilitiesSchema),
  /** Every message of the server, as it came. */
  httpTranscript: transcriptSchema,
  stdioTranscript: transcriptSchema,
  /** Derived: both of these. */
  transcripts: z.array(transcriptSchema),
  authChallenge: guards.authChallengeSchema,
  rateLimit: guards.rateLimitSchema,
  metrics: guards.metricsSchema,
  conformanceHttp: conformanceRunSchema,
  conformanceStdio: conformanceRunSchema,
  /** Derived: of all transports. */
  conformance: z.array(conformanceRunSchema),
  host: host.hostSchema,
  engine: host.engineSchema,
  compose: host.composeSchema,
  disk: host.diskSchema,
  ports: host.portsSchema,
  project: host.projectSchema,
  environment: host.environmentSchema,
  baseImages: host.baseImagesSchema,
  tlsInterception: host.tlsInterceptionSchema,
  leftovers: host.leftoversSchema,
  /** Of each image that the project builds; so are the three that follow. */
  dockerfiles: z.array(files.dockerfileSchema),
  ignoreFiles: z.array(files.ignoreFileSchema),
  contextFiles: z.array(files.contextFilesSchema),
  manifests: z.array(files.manifestsSchema),
  /** Waivers and baseline of the project. */
  accepted: acceptedSchema,
  composeProject: composeProjectSchema,
  /** Derived: what Compose files start the project's image for; nothing where there are none. */
  composeTransports: z.array(composeTransportSchema),
  makefile: documents.makefileSchema,
  documents: z.array(documents.documentSchema),
  serviceTokens: documents.serviceTokensSchema,
  deployFiles: deployFilesSchema,
  dockerCatalog: admission.replaySchema,
  dockerGateway: admission.replaySchema,
  glama: admission.replaySchema,
  kubernetes: admission.replaySchema,
  smithery: admission.replaySchema,
  toolhive: admission.replaySchema,
  publishFiles: admission.publishFilesSchema,
  published: admission.publishedSchema,
  /** Never collected: `judge` knows it when the other checks have run. */
  results: admission.resultsSchema,
} as const;

export type FactName = keyof typeof factSchemas;
export type Facts = { [Name in FactName]: z.infer<(typeof factSchemas)[Name]> };

/** A fact as collected: known, out of place for this target, or not to be had (with the reason). */
export type CollectedFact<Value> =
  | { status: 'known'; value: Value }
  | { status: 'not-applicable'; reason: string }
  | { status: 'unknown'; reason: string };

/** What a run collected. Names that no selected check needs are absent. */
export type CollectedFacts = { [Name in FactName]?: CollectedFact<Facts[Name]> };

const collectedFact = <Schema extends z.ZodType>(schema: Schema) =>
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('known'), value: schema }),
    z.object({ status: z.literal('not-applicable'), reason: z.string() }),
    z.object({ status: z.literal('unknown'), reason: z.string() }),
  ]);

/** The file of `--save-facts` and `--from-facts`. */
export const factsFileSchema = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('mcp-dock'), version: z.string() }),
  command: z.enum(['verify', 'doctor']),
  target: z.string(),
  facts: z.object(
    Object.fromEntries(Object.entries(factSchemas).map(([name, schema]) => [name, collectedFact(schema).optional()])),
  ),
});
