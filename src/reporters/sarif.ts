import type { Location as SarifLocation, Log, Notification, ReportingDescriptor, Result as SarifResult } from 'sarif';
import { printableJson } from '../model/clean-text.js';
import type { Finding, Severity } from '../model/finding.js';
import { areaOf, type Report, type Result } from '../model/report.js';
import { TOOL_URL } from '../model/tool.js';
import { cleanReport } from './clean-report.js';
import { defineReporter, type RenderOptions } from './define-reporter.js';
import { codeBlock, markdownProse } from './markdown-text.js';
import { openFindings, whyAccepted } from './open-findings.js';
import { fromTheTop, nearestFile } from './place.js';

/**
 * SARIF 2.1.0: a rule per check, a result per finding, at the line of the Dockerfile that made it so. What is accepted is there
 * as suppressed, what could not be told as a notification of the run.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export default defineReporter({
  id: 'sarif',
  title: 'SARIF 2.1.0',
  use: 'For code scanning and editors. Findings about a layer stand at the line of the Dockerfile that made it; accepted ones are suppressed. On GitHub: `mcp-dock verify --output sarif=mcp-dock.sarif`, then `github/codeql-action/upload-sarif` with `sarif_file: mcp-dock.sarif` and `if: always()`.',
  extension: 'sarif',
  render: (report, options) => printableJson(sarifLog(cleanReport(report), options), 2),
});

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Of one run: code scanning refuses a file that has more. https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const MOST_RESULTS = 25_000;
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

function sarifLog(report: Report, { folder = '' }: RenderOptions): Log {
  const { tool, summary, startedAt, durationMs, command, target } = report;
  const asked = report.results.filter(({ outcome }) => outcome !== 'not-applicable');
  const ends = new Date(Date.parse(startedAt) + durationMs);
  const { kept, left } = severest(asked);
  const withBaseline = asked.some(({ findings }) => findings.some(({ known }) => known === true));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            semanticVersion: tool.version,
            informationUri: TOOL_URL,
            rules: asked.map(ruleOf),
          },
        },
        invocations: [
          {
            executionSuccessful: summary.exitCode <= 1 && summary.broken === 0,
            exitCode: summary.exitCode,
            startTimeUtc: startedAt,
            ...(Number.isFinite(ends.valueOf()) && { endTimeUtc: ends.toISOString() }),
            toolExecutionNotifications: [...asked.flatMap(notificationOf), ...leftOut(left)],
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: kept.map((found) => resultOf({ report, ...found, folder, withBaseline })),
        properties: { command, target, ...(report.image !== undefined && { image: report.image.id }) },
      },
    ],
  };
}

type Found = Pick<Place, 'result' | 'ruleIndex' | 'finding'>;

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** As many as are taken, and how many are left out. */
function severest(results: readonly Result[]): { readonly kept: readonly Found[]; readonly left: number } {
  const all = results.flatMap((result, ruleIndex) =>
    result.findings.map((finding): Found => ({ result, ruleIndex, finding })),
  );
  const rank = ({ finding, result }: Found) => RANK[finding.severity ?? result.severity];
  const kept = all.length <= MOST_RESULTS ? all : all.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_RESULTS);
  return { kept, left: all.length - kept.length };
}

const leftOut = (count: number): Notification[] =>
  count === 0
    ? []
    : [
        {
          level: 'warning',
          message: { text: `${count} findings are left out: the severest ${MOST_RESULTS} are here.` },
        },
      ];

function ruleOf({ id, title, why, remedy, docsUrl, severity }: Result): ReportingDescriptor {
  const full = why ?? `${title}.`;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: full },
    help: {
      text: `${full}\n\nWhat to do: ${remedy}\n\n${docsUrl}`,
      markdown: `${markdownProse(full)}\n\n**What to do:** ${markdownProse(remedy)}\n\n[More about this check](${docsUrl})`,
    },
    helpUri: docsUrl,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: [areaOf({ id })],
      precision: 'very-high',
      'problem.severity': severity === 'info' ? 'recommendation' : severity,
    },
  };
}

interface Place {
  readonly report: Report;
  readonly result: Result;
  readonly ruleIndex: number;
  readonly finding: Finding;
  readonly folder: string;
  readonly withBaseline: boolean;
}

function resultOf({ report, result, ruleIndex, finding, folder, withBaseline }: Place): SarifResult {
  const { message, evidence = [], repro, measured, limit, fingerprint, remedy = result.remedy } = finding;
  const accepted = openFindings({ findings: [finding] }).length === 0;
  const properties = {
    ...(measured !== undefined && { measured }),
    ...(limit !== undefined && { limit }),
    ...(repro !== undefined && { repro }),
    ...(evidence.length > 0 && { evidence }),
  };
  const words = [message, ...evidence, `Mend it: ${remedy}`, ...(repro === undefined ? [] : [`See it: ${repro}`])];
  return {
    ruleId: result.id,
    ruleIndex,
    level: LEVELS[finding.severity ?? result.severity],
    message: { text: plainMessage(words.join('\n')), markdown: markdownMessage(finding, remedy) },
    locations: [locationOf(finding, report, folder)],
    ...(fingerprint !== undefined && { partialFingerprints: { 'mcpDockFinding/v1': fingerprint } }),
    ...(withBaseline && { baselineState: finding.known === true ? ('unchanged' as const) : ('new' as const) }),
    ...(accepted && {
      suppressions: [{ kind: 'external' as const, status: 'accepted' as const, justification: whyAccepted(finding) }],
    }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/** In a plain message `[text](1)` is a link, and `{0}` a hole to fill. */
const plainMessage = (text: string): string =>
  text.replaceAll(/\[(?=[^\]]*\]\()/gu, String.raw`\[`).replaceAll(/\{(\d+)\}/gu, '{{$1}}');

function markdownMessage({ message, evidence = [], repro }: Finding, remedy: string): string {
  return [
    markdownProse(message),
    ...(evidence.length === 0 ? [] : [codeBlock(evidence.join('\n'), 'text')]),
    `**Mend it:** ${markdownProse(remedy)}`,
    ...(repro === undefined ? [] : ['**See it:**', codeBlock(repro, 'sh')]),
  ].join('\n\n');
}

/** A result without a file is refused by code scanning: where the project has none, the name of what was looked at stands for it. */
function locationOf(finding: Finding, report: Report, folder: string): SarifLocation {
  const place = nearestFile(finding, report);
  const { image, target } = report;
  const { line = 1, column, endColumn } = place ?? {};
  const layer = finding.location?.layer;
  const subject = image?.reference ?? target;
  return {
    physicalLocation: {
      artifactLocation: {
        uri: place === undefined ? encodedPath(subject) : encodedPath(fromTheTop(folder, place.uri)),
      },
      region: {
        startLine: line,
        ...(column !== undefined && { startColumn: column }),
        ...(endColumn !== undefined && column !== undefined && { endLine: line, endColumn }),
      },
    },
    logicalLocations: [
      layer === undefined
        ? { fullyQualifiedName: subject, kind: image === undefined ? 'resource' : 'image' }
        : { name: `layer ${layer}`, fullyQualifiedName: `${subject}/layer/${layer}`, kind: 'layer' },
    ],
  };
}

/** A relative reference: nothing in it is a scheme, a query or a fragment. */
const encodedPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const notificationOf = ({ id, outcome, reason = '' }: Result, index: number): Notification[] =>
  outcome === 'unknown' || outcome === 'error'
    ? [
        {
          level: outcome === 'error' ? 'error' : 'warning',
          message: { text: plainMessage(`${id} could not be told. ${reason}`.trim()) },
          associatedRule: { id, index },
        },
      ]
    : [];
