import type { Report, Result } from '../../src/model/report.js';

/** One result; name what the row is about. */
export function result(overrides: Partial<Result> & Pick<Result, 'id'>): Result {
  return {
    title: 'It is as it should be',
    outcome: 'pass',
    severity: 'error',
    durationMs: 1.5,
    findings: [],
    docsUrl: `https://example.com/${overrides.id}`,
    remedy: 'Change it.',
    ...overrides,
  };
}

/** A report of one of everything. */
export function reportOfEverything(): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1.2.3' },
    command: 'verify',
    target: 'todo:1.0.0',
    startedAt: '2026-11-21T10:00:00.000Z',
    durationMs: 2300,
    results: [
      result({ id: 'image/non-root-user', title: 'Image runs as a non-root user' }),
      result({
        id: 'image/size-within-budget',
        title: 'Image is within its size budget',
        outcome: 'fail',
        severity: 'warning',
        findings: [
          {
            message: 'The image has 231 MB, over 225 MB.',
            evidence: ['98 MB  COPY node_modules'],
            measured: '231 MB',
            limit: '225 MB',
            location: { uri: 'todo:1.0.0', layer: 3 },
            madeBy: { uri: 'Dockerfile', line: 12 },
            fingerprint: '1f2e3d4c5b6a7988',
          },
        ],
        why: 'What is large takes long to pull.',
        remedy: 'Copy less: `npm prune --omit=dev` before it.',
      }),
      result({
        id: 'image/no-setuid-surprise',
        title: 'No file has more rights than whoever runs it',
        outcome: 'accepted',
        severity: 'warning',
        findings: [
          {
            message: 'One file is setuid: /usr/bin/tini.',
            location: { uri: 'todo:1.0.0', layer: 2 },
            waived: { reason: 'The base brings it.', expires: '2027-01-31', owner: 'platform' },
          },
          { message: 'One file is setgid: /usr/bin/wall.', known: true },
        ],
      }),
      result({
        id: 'lifecycle/exits-on-stdin-eof',
        title: 'Server ends when its client is gone',
        outcome: 'fail',
        findings: [
          {
            message: 'After stdin closed, the container was still up 5.0 s later.',
            location: { uri: 'compose.yaml', line: 4 },
            repro: "printf '' | docker run -i --rm todo:1.0.0 stdio",
          },
        ],
      }),
      result({ id: 'mcp/initialize', outcome: 'unknown', reason: 'The server did not start.' }),
      result({ id: 'mcp/discover', outcome: 'not-applicable', reason: 'No HTTP transport.' }),
      result({ id: 'start/no-restarts', outcome: 'error', reason: 'The check itself broke: <x> & "y"' }),
    ],
    summary: {
      passed: 1,
      errors: 1,
      warnings: 1,
      infos: 0,
      accepted: 1,
      notApplicable: 1,
      unknown: 1,
      broken: 1,
      exitCode: 1,
      failOn: 'error',
    },
    notRun: [{ id: 'resources/probe-leak', because: 'Only --profile full asks it.' }],
    files: { config: 'mcp-dock.yaml', dockerfile: 'Dockerfile' },
    image: {
      reference: 'todo:1.0.0',
      id: 'sha256:1',
      platform: 'linux/amd64',
      sizeBytes: 231_000_000,
      layers: [
        { index: 0, sizeBytes: 75_000_000, instruction: 'debian.sh', fromBase: true },
        { index: 3, sizeBytes: 98_000_000, instruction: 'COPY node_modules ./node_modules', fromBase: false },
      ],
    },
    clients: {
      revisions: [
        { transport: 'stdio', revision: '2025-11-25', verdict: 'yes' },
        { transport: 'stdio', revision: '2026-07-28', verdict: 'no', because: 'server/discover: error -32601 "|x|"' },
        { transport: 'http', revision: '2025-11-25', verdict: 'not-tried', because: 'it was not asked' },
        { transport: 'http', revision: '2026-07-28', verdict: 'not-tried', because: 'it was not asked' },
      ],
      families: [
        { id: 'desktop', name: 'Desktop clients over stdio', verdict: 'yes' },
        {
          id: 'modern',
          name: 'Clients of 2026-07-28 alone',
          verdict: 'no',
          because: 'it speaks only the handshake era',
        },
        { id: 'balancer', name: 'Behind a load balancer', verdict: 'not-tried', because: 'it has no HTTP' },
      ],
    },
    mcp: {
      transports: ['http', 'stdio'],
      eras: ['handshake', '2026-07-28'],
      protocolVersions: ['2025-11-25', '2026-07-28'],
      serverInfo: { name: 'todo', version: '1.0.0' },
      tools: ['list_tasks', 'create_task'],
    },
    timings: { ready: 400, handshake: 420, healthy: 600, stop: 80, stdinEnd: 60 },
  };
}
