import type { Facts } from '../../model/facts.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

type Holder = Facts['serviceTokens'][number];

export default defineCheck({
  id: 'env/token-matches-backend',
  title: 'Server and backend have the same service token',
  why: 'With another token on the other side the backend answers 401 to every call, and each tool fails although both run.',
  remedy: 'Set the same value on both sides, and start both again.',
  severity: 'error',
  references: [{ title: 'RFC 6750: bearer tokens', url: 'https://www.rfc-editor.org/rfc/rfc6750' }],
  since: '0.1.0',
  needs: ['serviceTokens'],
  run({ serviceTokens }) {
    const setups = [...Map.groupBy(serviceTokens, ({ setup }) => setup).values()].filter(
      (holders) => holders.length > 1,
    );
    if (setups.length === 0) return { notApplicable: 'The service token is kept in one place only.' };
    const findings = setups.flatMap(judge);
    return [
      ...new Map(findings.map((finding) => [JSON.stringify([finding.message, finding.location]), finding])).values(),
    ];
  },
});

const called = ({ service, file }: Holder) => (service === undefined ? file : `the service "${service}"`);

function judge(holders: readonly Holder[]): Finding[] {
  const first = holders.find(({ group }) => group !== undefined);
  // Where nobody has one, it is not set up yet.
  if (first === undefined) return [];
  return holders
    .filter(({ group }) => group !== first.group)
    .map((holder) => ({
      message:
        holder.group === undefined
          ? `${holder.variable} is empty for ${called(holder)}, and ${called(first)} has one.`
          : `${holder.variable} of ${called(holder)} is another than that of ${called(first)}.`,
      location: { uri: holder.file, ...(holder.line !== undefined && { line: holder.line }) },
    }));
}
