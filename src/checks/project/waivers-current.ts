import type { Accepted, Waiver } from '../../model/facts/accepted.js';
import type { Finding } from '../../model/finding.js';
import { hasExpired } from '../accepting/accept-findings.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'project/waivers-current',
  title: 'Every waiver holds, and is needed',
  why: 'A waiver that nobody looks at again hides the next finding of its check, which may be another one than was meant.',
  remedy:
    'Mend what is waived, or look at it again and set a new day of expiry; remove a waiver that nothing needs any more.',
  severity: 'error',
  references: [
    { title: 'Trivy: filtering and expiry', url: 'https://trivy.dev/docs/latest/configuration/filtering/' },
    { title: 'MCP conformance: expected failures', url: 'https://github.com/modelcontextprotocol/conformance' },
  ],
  since: '0.1.0',
  needs: ['accepted'],
  run({ accepted }) {
    const { waivers, faults } = accepted;
    if (waivers.length === 0 && faults.length === 0) return { notApplicable: 'The project has no waivers.' };
    return [
      ...faults.map(({ uri, line, message }) => ({ message, location: { uri, line }, remedy: AS_COMMENT })),
      ...waivers.flatMap((waiver) => findingOf(waiver, accepted)),
    ];
  },
});

const AS_COMMENT = 'Write it as `# mcp-dock ignore=ID expires=2027-03-01 -- reason`.';

function findingOf(waiver: Waiver, accepted: Accepted): Finding[] {
  const { id, source, expires, state, near = [], owner } = waiver;
  const at = (message: string, remedy?: string): Finding[] => [
    { message, location: { ...source }, ...(remedy !== undefined && { remedy }) },
  ];
  const whose = owner === undefined ? '' : ` (${owner})`;
  if (state === 'no-such-check') {
    const closest = near.length === 0 ? '' : ` Closest: ${near.join(', ')}.`;
    return at(`A waiver names "${id}", and there is no such check.${closest}`, 'Correct the id, or remove the waiver.');
  }
  if (hasExpired(waiver, accepted))
    return state === 'unused'
      ? at(`The waiver of ${id}${whose} expired on ${expires}, and nothing needs it any more.`, REMOVE)
      : at(
          `The waiver of ${id}${whose} expired on ${expires}${state === 'used' ? ', and what it covered counts again' : ''}.`,
          'Mend what is waived, or look at it again and set a new day of expiry.',
        );
  return state === 'unused' ? at(`Nothing needs the waiver of ${id}${whose} any more.`, REMOVE) : [];
}

const REMOVE = 'Remove the waiver.';
