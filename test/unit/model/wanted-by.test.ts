import { describe, expect, it } from 'vitest';
import { wantedAtExit, wantedInSession } from '../../../src/model/wanted-by.js';
import { notStarted, whyGone } from '../../../src/model/wanted-variables.js';
import { refusal, silentSession, stdioSession } from '../../support/mcp-facts.js';
import { exit } from '../../support/run-facts.js';

const lacking = exit({ lastLines: ['API_KEY is required'] });
const refusing = exit({ lastLines: ['Error: Invalid API key format.'] });

describe('wantedAtExit', () => {
  it.each([
    [
      'a variable that it names',
      lacking,
      [],
      { variables: ['API_KEY'], placeholder: false, said: 'API_KEY is required' },
    ],
    ['nothing that can be told', refusing, [], undefined],
    [
      'a real value for one that is made up',
      refusing,
      ['API_KEY', 'TEAM_ID'],
      { variables: ['API_KEY', 'TEAM_ID'], placeholder: true, said: 'Error: Invalid API key format' },
    ],
    [
      'a real value for the one of them that it names',
      lacking,
      ['API_KEY', 'TEAM_ID'],
      { variables: ['API_KEY'], placeholder: true, said: 'API_KEY is required' },
    ],
    ['nothing of its user when it was killed', exit({ ...refusing, exitCode: 137 }), ['API_KEY'], undefined],
    ['nothing of its user when memory ran out', exit({ ...refusing, oomKilled: true }), ['API_KEY'], undefined],
  ] as const)('wants %s', (_, ended, placeholders, wants) => {
    expect(wantedAtExit(ended, placeholders)).toEqual(wants);
  });
});

describe('wantedInSession', () => {
  const listless = stdioSession({ listTools: refusal('tools/list', -32603, 'fetch failed') });
  it.each([
    ['that answers', stdioSession(), undefined, ['API_KEY'], undefined],
    [
      'that lists nothing',
      listless,
      undefined,
      ['API_KEY'],
      { variables: ['API_KEY'], placeholder: true, said: 'fetch failed' },
    ],
    ['that lists nothing although nothing is made up', listless, undefined, [], undefined],
    [
      'that ended',
      silentSession(),
      lacking,
      [],
      { variables: ['API_KEY'], placeholder: false, said: 'API_KEY is required' },
    ],
    ['that runs and is silent', silentSession(), undefined, ['API_KEY'], undefined],
    ['that wants a login', silentSession({ authRequired: true }), lacking, [], undefined],
  ] as const)('of a server %s', (_, session, ended, placeholders, wants) => {
    expect(wantedInSession(session, ended, placeholders)).toEqual(wants);
  });
});

describe('whyGone', () => {
  it('says what a server wants of its user as every other question that it left open does', () => {
    expect(whyGone(lacking)).toBe(
      notStarted({ variables: ['API_KEY'], placeholder: false, said: 'API_KEY is required' }),
    );
    expect(whyGone(refusing, ['API_KEY'])).toMatch(/^Not started, because API_KEY has a value that is made up/u);
  });
  it('says how any other ended', () => {
    expect(whyGone(refusing)).toMatch(/^The container exited after .+ with code 1: .+\.$/u);
  });
});
