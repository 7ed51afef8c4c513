import { cleanText } from '../../model/clean-text.js';
import type { Finding, Severity } from '../../model/finding.js';
import { notListed, notStarted } from '../../model/wanted-variables.js';
import { defineCheck } from '../define-check.js';
import { compareContracts } from '../locking/compare-contracts.js';
import type { ContractChange, Impact } from '../locking/contract-change.js';
import { isGreetingLimited, limitedAnswer, limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'tools/contract-locked',
  title: 'Server offers what mcp-dock.lock.json says',
  why: 'Clients, prompts and tests are written against the tools as they were; what changes unseen breaks them somewhere else.',
  remedy: 'Take the change back, or accept it with `mcp-dock verify --lock` and commit mcp-dock.lock.json.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Tool',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool',
    },
    {
      title: 'MCP 2026-07-28: Tool',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool',
    },
    {
      title: 'MCP 2025-11-25: Prompts',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/prompts#data-types',
    },
    {
      title: 'MCP 2025-11-25: Resources',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/resources#data-types',
    },
  ],
  since: '0.1.0',
  needs: ['lock', 'contract', 'mcpSessions'],
  run({ lock, contract: { contract, listed, faults, limited: refused }, mcpSessions }) {
    // What was not asked must not look like something that is gone.
    const limited = limitedBefore(mcpSessions, (asked) => asked.tools !== undefined && !isGreetingLimited(asked));
    if (limited !== undefined) return limited;
    const session =
      mcpSessions.find(({ tools }) => tools !== undefined) ?? mcpSessions.find(({ answered }) => answered);
    if (session === undefined || !listed) {
      const { answered = false, wants } = mcpSessions.find((asked) => asked.wants !== undefined) ?? {};
      if (wants !== undefined) return { unknown: answered ? notListed(wants) : notStarted(wants) };
      return { notApplicable: 'No list of tools could be had; mcp/initialize or mcp/capabilities-honest says why.' };
    }
    const changes = compareContracts(lock.contract, contract, lock.transports);
    const origin = changes.filter(isOfOrigin);
    const silences = mcpSessions.filter(
      ({ answered, authRequired, transport }) =>
        !answered && !authRequired && lock.contract.protocol[transport] !== undefined,
    );
    const findings = [
      ...silences
        .filter(({ wants }) => wants === undefined)
        .map((silent): Finding => ({
          message: `${NAMES.breaking}: over ${transportName(silent)} it does not answer, and what it answered there is locked.`,
          location: { uri: lock.path },
          repro: reproOf(silent, 'tools/list'),
        })),
      ...changes
        .filter((change) => !isOfOrigin(change))
        .map((change) => ({ ...findingFor(change, lock.path), repro: reproOf(session, listOf(change)) })),
      // Every build makes another image: said once, whatever of it is new.
      ...(origin.length === 0 ? [] : [originFinding(origin, lock.path)]),
      ...faults
        .filter(({ list }) => Object.keys(lock.contract[list] ?? {}).length > 0)
        .map(({ list, message }): Finding => ({
          message: `The list "${list}" could not be compared: ${cleanText(message, 200)}.`,
          severity: 'warning',
          location: { uri: lock.path },
          repro: reproOf(session, METHODS[list]),
        })),
    ];
    if (findings.length === 0 && refused !== undefined) return limitedAnswer([{ status: refused }]) ?? findings;
    // What it would say with a value that only its user has, nobody knows.
    const wants = silences.find((silent) => silent.wants !== undefined)?.wants;
    return findings.length === 0 && wants !== undefined ? { unknown: notStarted(wants) } : findings;
  },
});

const METHODS = {
  resources: 'resources/list',
  resourceTemplates: 'resources/templates/list',
  prompts: 'prompts/list',
} as const;

const SEVERITIES: Readonly<Record<Impact, Severity>> = { breaking: 'error', compatible: 'warning', cosmetic: 'info' };
const NAMES: Readonly<Record<Impact, string>> = {
  breaking: 'Breaking',
  compatible: 'Compatible',
  cosmetic: 'Cosmetic',
};

const isOfOrigin = ({ path }: ContractChange): boolean => /^\$\.(?:server|sdks|image)\b/u.test(path);

function listOf({ path }: ContractChange): string {
  const [, list] = /^\$\.(resourceTemplates|resources|prompts)\b/u.exec(path) ?? [];
  return list === undefined ? 'tools/list' : METHODS[list as keyof typeof METHODS];
}

function findingFor(change: ContractChange, uri: string): Finding {
  const { impact, what, became } = change;
  return {
    message: `${NAMES[impact]}: ${cleanText(what, 200)} ${became}.`,
    severity: SEVERITIES[impact],
    location: { uri },
    evidence: [cleanText(change.path, 300), `locked: ${shown(change.before)}`, `now: ${shown(change.after)}`],
  };
}

function originFinding(changes: readonly ContractChange[], uri: string): Finding {
  return {
    message: `${NAMES.cosmetic}: ${changes.map(({ what }) => what).join(', ')} ${changes.length === 1 ? 'is' : 'are'} not what was locked.`,
    severity: 'info',
    location: { uri },
    evidence: changes.map(({ path, before, after }) => `${path}: ${shown(before)} → ${shown(after)}`),
  };
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : cleanText(JSON.stringify(value) ?? 'nothing', 200);
