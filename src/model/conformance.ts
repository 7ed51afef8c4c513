import type { Era } from './mcp-protocol.js';

/** The official suite, exactly: what it asks changes from one version to the next. */
export const CONFORMANCE_PACKAGE = '@modelcontextprotocol/conformance';
export const CONFORMANCE_VERSION = '0.2.0-alpha.12';

/** A scenario of the suite that any server can be asked. */
export interface ConformanceScenario {
  readonly name: string;
  /** What it needs of the server; without it there is nothing to ask. */
  readonly capability?: 'tools' | 'resources' | 'prompts' | 'logging';
  readonly eras: readonly Era[];
  /** Asks about HTTP itself, which over stdio would be answered by the bridge. */
  readonly httpOnly?: true;
  /** What it does that is left to servers which were started for it. */
  readonly ownedOnly?: string;
  /** Tools that it calls where they are listed. They are the suite's own server's, and here may be somebody's. */
  readonly calls?: readonly string[];
  /** Checks in it that say nothing of a server which is no fixture, with why. */
  readonly passedOver?: Readonly<Record<string, string>>;
  /** Checks in it about HTTP itself. */
  readonly httpChecks?: readonly string[];
  /** Checks in it that only hold for servers with this capability. */
  readonly onlyWith?: Readonly<Record<string, 'resources' | 'prompts' | 'tools'>>;
}

const BOTH = ['handshake', '2026-07-28'] as const;
const HANDSHAKE = ['handshake'] as const;
const MODERN = ['2026-07-28'] as const;

const SENDS_BAD = 'It sends what is to be refused';
const NEEDS_A_FIXTURE = 'It needs a tool that only the suite’s own server has.';

/** Every scenario that needs no fixture, by its name in the suite. */
export const CONFORMANCE_SCENARIOS = [
  { name: 'server-initialize', eras: HANDSHAKE, httpChecks: ['server-session-id-visible-ascii'] },
  { name: 'ping', eras: HANDSHAKE },
  { name: 'logging-set-level', eras: HANDSHAKE, capability: 'logging' },
  { name: 'tools-list', eras: BOTH, capability: 'tools' },
  { name: 'resources-list', eras: BOTH, capability: 'resources' },
  { name: 'prompts-list', eras: BOTH, capability: 'prompts' },
  { name: 'dns-rebinding-protection', eras: BOTH, httpOnly: true, ownedOnly: SENDS_BAD },
  {
    name: 'server-sse-multiple-streams',
    eras: BOTH,
    httpOnly: true,
    passedOver: { 'server-sse-multiple-streams-session': 'A server need not keep sessions.' },
  },
  { name: 'server-session-lifecycle', eras: HANDSHAKE, httpOnly: true },
  {
    name: 'server-stateless',
    eras: MODERN,
    httpOnly: true,
    ownedOnly: SENDS_BAD,
    calls: ['test_missing_capability', 'test_streaming_elicitation', 'test_logging_tool'],
    passedOver: {
      'sep-2575-server-rejects-undeclared-capability': NEEDS_A_FIXTURE,
      'sep-2575-missing-capability-http-400': NEEDS_A_FIXTURE,
      'sep-2575-http-server-no-independent-requests-on-stream': NEEDS_A_FIXTURE,
      'sep-2575-server-no-log-without-loglevel': NEEDS_A_FIXTURE,
      'sep-2575-server-sends-tools-list-changed-on-subscription': NEEDS_A_FIXTURE,
      'sep-2575-server-sends-prompts-list-changed-on-subscription': NEEDS_A_FIXTURE,
    },
  },
  {
    name: 'caching',
    eras: MODERN,
    ownedOnly: 'It reads the first resource that is listed',
    passedOver: {
      'sep-2549-resources-read-caching-hints': 'It reads the first resource that is listed, whatever that costs.',
    },
    onlyWith: {
      'sep-2549-tools-list-caching-hints': 'tools',
      'sep-2549-prompts-list-caching-hints': 'prompts',
      'sep-2549-resources-list-caching-hints': 'resources',
      'sep-2549-resources-templates-list-caching-hints': 'resources',
    },
  },
  { name: 'sep-2164-resource-not-found', eras: MODERN, capability: 'resources' },
] as const satisfies readonly ConformanceScenario[];

export type ScenarioOfSuite = (typeof CONFORMANCE_SCENARIOS)[number]['name'];

/** Scenarios of the suite for servers that are never run, with why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'completion-complete': 'needs a prompt of the suite’s own server',
  'tools-call-*': 'need tools of the suite’s own server',
  'tools-call-error': 'passes for any error, also that there is no such tool',
  'elicitation-*': 'need tools of the suite’s own server',
  'resources-read-*': 'need resources of the suite’s own server',
  'resources-templates-read': 'needs resources of the suite’s own server',
  'resources-subscribe': 'needs a resource of the suite’s own server',
  'resources-unsubscribe': 'needs a resource of the suite’s own server',
  'prompts-get-*': 'need prompts of the suite’s own server',
  'json-schema-2020-12': 'needs a tool of the suite’s own server',
  'server-sse-polling': 'needs a tool of the suite’s own server; passes without a question where it is not there',
  'http-header-validation': 'calls the tool that is listed first, whatever it does',
  'http-custom-header-server-validation': 'needs a tool of the suite’s own server',
  'input-required-result-*': 'need tools of the suite’s own server; some pass because these are not there',
  'tasks-*': 'are about an extension',
};
