import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/report.js';
import html from '../../../src/reporters/html.js';
import markdown from '../../../src/reporters/markdown.js';
import pretty from '../../../src/reporters/pretty.js';
import { reportOfEverything, result } from '../../support/report.js';

const options = { colour: false, symbols: true, width: 72, verbose: false };
const report: Report = {
  ...reportOfEverything(),
  results: [
    result({
      id: 'checklist/security',
      outcome: 'fail',
      severity: 'info',
      findings: [{ message: 'Not root: It runs as root.' }],
    }),
  ],
  checklists: [
    {
      name: 'security',
      title: 'Security',
      lines: [
        { row: 'S0-1', text: 'No secrets', outcome: 'pass', by: ['image/no-secrets'] },
        { row: 'S0-2', text: 'Not root', outcome: 'fail', because: 'It runs as root.', by: ['image/non-root-user'] },
        { row: 'S0-3', text: 'Firewall | rules', outcome: 'manual', because: 'Ask `nmap <HOST>`.', by: [] },
        { row: 'S0-4', text: 'Token', outcome: 'not-applicable', because: 'No backend.', by: ['env/token'] },
        { row: 'S0-5', text: 'Health', outcome: 'unknown', because: 'No engine.', by: ['health/x'] },
      ],
    },
  ],
};

describe('a checklist', () => {
  it('is a table for a person at a terminal, and takes the place of its finding', async () => {
    const text = await pretty.render(report, options);
    expect(text).toContain(
      [
        'Checklist: Security   1 does not hold · 1 could not tell · 1 by hand · 1 holds · 1 does not apply',
        '    holds             No secrets',
        '    does not hold     Not root',
        '                      It runs as root.',
        '    by hand           Firewall | rules',
        '                      Ask `nmap <HOST>`.',
        '    does not apply    Token',
        '                      No backend.',
        '    could not tell    Health',
        '                      No engine.',
      ].join('\n'),
    );
    expect(text).not.toContain('checklist/security   ');
  });

  it('is a table in Markdown', async () => {
    const text = await markdown.render(report, options);
    expect(text).toContain('### Checklist: Security');
    expect(text).toContain('| ✅ No secrets | holds |  | `image/no-secrets` |');
    expect(text).toMatch(/\| ✍️ Firewall \\\| rules \| by hand \| /u);
    expect(text).not.toContain('<HOST>');
  });

  it('is a table in HTML, with every text escaped', async () => {
    const text = await html.render(report, options);
    expect(text).toContain('Checklist: Security');
    expect(text).toContain('<code>nmap &lt;HOST&gt;</code>');
    expect(text).toContain('does not hold');
  });
});
