import { describe, expect, it } from 'vitest';
import { mayHoldSecret } from '../../../src/model/find-secrets.js';
import { secretRules } from '../../../src/model/secret-rules.js';
import { stemsOf } from '../../../src/model/secret-stems.js';
import { gramsOf, holdsStem } from '../../../src/model/stem-grams.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';

const anchors = secretRules
  .filter(({ places, path, binary }) => path === undefined && binary !== 'bytes' && places?.includes('file') !== false)
  .flatMap((rule) => rule.anchors);
const stems = anchors.flatMap(stemsOf);

describe('holdsStem', () => {
  it.each(anchors)('has stems of what %s begins with', (anchor) => {
    // Without one the secret would be passed over in every text.
    expect(stemsOf(anchor)).not.toEqual([]);
  });

  it('finds every stem at the beginning, at the end, and after characters of any width', () => {
    const grams = gramsOf(stems);
    const around = [
      ['', ''],
      ['', ' and more'],
      ['漢字', '漢'],
      ['a\u{1F600}', ''],
    ] as const;
    const missed = stems.flatMap((stem) =>
      around.filter(([before, after]) => !holdsStem(`${before}${stem}${after}`, grams)).map(() => stem),
    );
    expect(missed).toEqual([]);
  });

  it('says no to ordinary words', () => {
    const grams = gramsOf(['ghp_', 'SG.']);
    expect(
      ['', 'SG', 'The server listens on port 3000.', 'ghp', 'gh_p', 'S.G'].filter((text) => holdsStem(text, grams)),
    ).toEqual([]);
  });
});

/** These are told by their names, or by nothing but their value. */
const BY_NAME = new Set(
  'password urlPassword session gitPassword own bearer npmAuth awsSecret otherAwsSecret'.split(' '),
);

it('lets no secret of any kind be passed over in a text', () => {
  const telling = Object.entries(madeUpSecrets()).filter(([name]) => !BY_NAME.has(name));
  const passed = telling.filter(([, value]) => !mayHoldSecret(`// 漢 ${value}\n`, '/app/a.js'));
  expect(passed.map(([name]) => name)).toEqual([]);
});
