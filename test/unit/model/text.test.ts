import { describe, expect, it } from 'vitest';
import { cleanLines, cleanText, maskSecrets } from '../../../src/model/clean-text.js';
import { formatBytes, formatDuration, parseBytes, parseDuration } from '../../../src/model/units.js';

describe('cleanText', () => {
  it.each([
    { name: 'a colour sequence', text: '\u001b[31mred', clean: String.raw`\u001b[31mred` },
    { name: 'a title sequence', text: '\u001b]0;x\u0007', clean: String.raw`\u001b]0;x\u0007` },
    { name: 'a right-to-left override', text: 'a\u202eb', clean: String.raw`a\u202eb` },
    { name: 'a carriage return', text: 'ok\rbad', clean: String.raw`ok\u000dbad` },
    { name: 'an Arabic letter mark', text: 'a\u061cb', clean: String.raw`a\u061cb` },
    { name: 'a soft hyphen', text: 'a\u00adb', clean: String.raw`a\u00adb` },
    { name: 'a tag character', text: 'a\u{e0041}b', clean: String.raw`a\u{e0041}b` },
    { name: 'the tag that begins a language', text: 'a\u{e0001}b', clean: String.raw`a\u{e0001}b` },
    { name: 'a variation selector that hides bytes', text: 'a\u{e0101}b', clean: String.raw`a\u{e0101}b` },
    { name: 'a C1 control', text: 'a\u009bb', clean: String.raw`a\u009bb` },
    { name: 'a zero-width space', text: 'a\u200bb', clean: String.raw`a\u200bb` },
    { name: 'an isolate', text: 'a\u2066b\u2069', clean: String.raw`a\u2066b\u2069` },
    { name: 'a line separator', text: 'a\u2028b\u2029c', clean: String.raw`a\u2028b\u2029c` },
    { name: 'a byte order mark', text: '\ufeffa', clean: String.raw`\ufeffa` },
    { name: 'a Hangul filler, which shows nothing', text: 'a\u3164b', clean: String.raw`a\u3164b` },
    { name: 'half of a character', text: 'a\ud83db', clean: String.raw`a\ud83db` },
    { name: 'an emoji with its presentation', text: '⚠\ufe0f 👍🏽 🇩🇪', clean: '⚠\ufe0f 👍🏽 🇩🇪' },
    { name: 'the joiner of an emoji', text: '👩\u200d💻', clean: String.raw`👩\u200d💻` },
    { name: 'a command to a CI runner', text: '  ::add-mask::a', clean: String.raw`  \u003a:add-mask::a` },
    { name: 'one with properties', text: 'a ::error file=b::c', clean: String.raw`a \u003a:error file=b::c` },
    { name: 'an older one, anywhere', text: 'a##[error]b', clean: String.raw`a\u0023#[error]b` },
    { name: 'one of another CI', text: '##vso[task.x]y', clean: String.raw`\u0023#vso[task.x]y` },
    { name: 'an address of IPv6', text: ':::3000 and ::1', clean: ':::3000 and ::1' },
    { name: 'a heading', text: '## [1.0] a::b', clean: '## [1.0] a::b' },
    { name: 'a tab', text: 'a\tb', clean: 'a  b' },
    { name: 'plain text', text: 'Grüße 👋', clean: 'Grüße 👋' },
  ])('shows $name', ({ text, clean }) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('cuts long text and says how long it was', () => {
    expect(cleanText('x'.repeat(600), 10)).toBe(`${'x'.repeat(10)}… (600 characters)`);
  });

  it('keeps the last lines', () => {
    expect(cleanLines('a\n\nb\r\nc\n', 2)).toEqual(['b', 'c']);
  });
});

describe('maskSecrets', () => {
  it('hides every occurrence, longest first', () => {
    expect(maskSecrets('abcdef-long abcdef', ['abcdef', 'abcdef-long'])).toBe('•••••• ••••••');
  });
  it('leaves short values alone', () => {
    expect(maskSecrets('port 3000', ['3000'])).toBe('port 3000');
  });
});

describe('units', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [201_400_000, '201 MB'],
    [1_440_000_000, '1.4 GB'],
    [999_600, '1.0 MB'],
  ])('formats %d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [12, '12 ms'],
    [420, '0.4 s'],
    [9_960, '10 s'],
    [200_000, '3 min 20 s'],
    [59_600, '60 s'],
    [119_400, '119 s'],
    [119_600, '2 min 0 s'],
    [179_700, '3 min 0 s'],
    [3_599_600, '60 min 0 s'],
  ])('formats %d ms', (time, text) => expect(formatDuration(time)).toBe(text));

  it.each([
    ['225MB', 225_000_000],
    ['512MiB', 536_870_912],
    ['1.5 GB', 1_500_000_000],
    ['12', 12],
    ['12 parsecs', undefined],
  ])('reads the size %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each([
    ['5s', 5000],
    ['250ms', 250],
    ['2m', 120_000],
    ['5', undefined],
  ])('reads the duration %s', (text, time) => expect(parseDuration(text)).toBe(time));
});
