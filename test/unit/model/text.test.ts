import { describe, expect, it } from 'vitest';
import { cleanLines, cleanText, maskSecrets, maskValues } from '../../../src/model/clean-text.js';
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

  const secret = 'p:ss/w%rd+"é"~1';
  const basic = (id: string, value = secret) => Buffer.from(`${id}:${value}`).toString('base64');
  const form = new URLSearchParams({ x: secret }).toString().slice(2);
  const json = JSON.stringify(secret);

  it.each([
    { name: 'as it is', text: secret },
    { name: 'in JSON', text: json, masked: '"••••••"' },
    { name: 'in JSON that escapes slashes', text: json.replaceAll('/', String.raw`\/`), masked: '"••••••"' },
    { name: 'in JSON of ASCII', text: json.replaceAll('é', String.raw`\u00e9`), masked: '"••••••"' },
    { name: 'in JSON in JSON', text: JSON.stringify(json), masked: String.raw`"\"••••••\""` },
    { name: 'in two colours', text: `\u001b[31m${secret.slice(0, 7)}\u001b[1;32m${secret.slice(7)}\u001b[0m` },
    { name: 'in a query', text: `?key=${encodeURIComponent(secret)}&a`, masked: '?key=••••••&a' },
    { name: 'in small letters', text: encodeURIComponent(secret).replaceAll(/%../gu, (code) => code.toLowerCase()) },
    { name: 'in a form', text: `client_secret=${form}`, masked: 'client_secret=••••••' },
    { name: 'in a path', text: encodeURI(secret) },
    { name: 'in Base64', text: Buffer.from(secret).toString('base64') },
    { name: 'in Base64 of addresses', text: Buffer.from(secret).toString('base64url') },
    { name: 'in Base64 in an address', text: encodeURIComponent(Buffer.from(secret).toString('base64')) },
  ])('hides a secret $name', ({ text, masked = '••••••' }) => {
    expect(maskSecrets(text, [secret])).toBe(masked);
  });

  it.each([
    { by: 'Go', text: String.raw`p:ss/\u003cw\u003e\u0026+\"é\"'~1\n` },
    { by: '.NET', text: String.raw`p:ss/\u003Cw\u003E\u0026\u002B\u0022\u00E9\u0022\u0027~1\n` },
    { by: 'PHP', text: String.raw`p:ss\/\u003Cw\u003E\u0026+\u0022\u00e9\u0022\u0027~1\n` },
    { by: 'JSON in JSON', text: String.raw`p:ss/\\u003cw\\u003e\\u0026+\\\"é\\\"'~1\\n` },
    { by: 'HTML', text: 'p:ss/&lt;w&gt;&amp;+&quot;é&quot;&#39;~1\n' },
    { by: 'HTML with numbers', text: 'p:ss/&#60;w&#x3E;&#038;&#43;&#34;&#xe9;&#34;&#x27;~1\n' },
  ])('hides a secret as $by writes it', ({ text }) => {
    expect(maskSecrets(`a ${text} b`, ['p:ss/<w>&+"é"\'~1\n'])).toBe('a •••••• b');
  });

  it.each(['', 'a', 'ab', 'abc', 'client', 'client-7'])('hides the secret of the client "%s" in HTTP Basic', (id) => {
    for (const written of [basic(id), basic(id, form), basic(id, `${secret}:more`)]) {
      const masked = maskSecrets(`Basic ${written}.`, [secret]);
      expect(masked).toMatch(/^Basic [\w+/]*••••••[\w+/]*={0,2}\.$/u);
      const [before = '', after = ''] = masked.slice('Basic '.length, -1).split('••••••');
      // Of what is left nothing is more than what stands beside the secret.
      expect(`${id}:`).toContain(Buffer.from(before, 'base64').toString());
      expect(':more').toContain(
        Buffer.from(after, 'base64')
          .toString()
          .replaceAll(/[^:a-z]/gu, ''),
      );
    }
  });

  it('hides a long secret', () => {
    const key = Array.from({ length: 5_000 }, (_, index) => String.fromCharCode(33 + ((index * 7) % 90))).join('');
    const text = Buffer.from(`id:${key}`).toString('base64');
    expect(maskSecrets(`${text} end`, [key])).toMatch(/^[\w+/]{4}•••••• end$/u);
  });

  const token = Array.from({ length: 700 }, (_, index) => ((index * 7_919) % 1_296).toString(36)).join('xQ');
  const lines = Array.from({ length: 5 }, (_, index) => token.slice(index * 64, (index + 1) * 64));
  const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
  const word = 'Zx9qW3eR7tY1uI5o';

  it.each([
    { name: 'its beginning', secret: token, text: `token=${token.slice(0, 179)}`, masked: 'token=••••••' },
    { name: 'its end', secret: token, text: `${token.slice(-20)} was read`, masked: '•••••• was read' },
    { name: 'a middle between others', secret: token, text: `a${token.slice(90, 200)}!`, masked: 'a••••••!' },
    { name: 'twelve characters of it', secret: word, text: `key ${word.slice(0, 12)}…`, masked: 'key ••••••…' },
    { name: 'two pieces', secret: word, text: `${word.slice(0, 12)} ${word.slice(2)}`, masked: '•••••• ••••••' },
    {
      name: 'a piece of it in Base64',
      secret: token,
      text: Buffer.from(`id:${token}`).toString('base64').slice(5, 300),
      masked: '••••••',
    },
    { name: 'it in small letters', secret: word, text: `http://${word}/`.toLowerCase(), masked: 'http://••••••/' },
    { name: 'a piece of it in hex', secret: word, text: Buffer.from(word).toString('hex').slice(3), masked: '••••••' },
    { name: 'a line of a key', secret: pem, text: `key: ${lines[2]}`, masked: 'key: ••••••' },
    { name: 'a key that JSON cut', secret: pem, text: JSON.stringify(pem).slice(0, 120), masked: '"••••••' },
  ])('hides what a cut left of a secret: $name', ({ secret: given, text, masked }) => {
    expect(maskSecrets(text, [given])).toBe(masked);
  });

  it.each([
    { name: 'words', secret: 'weather_api_key_8f7aQ2x9', text: 'weather_api_key' },
    { name: 'a host', secret: 'postgres://app:Zx9qW3eR7t@db1.internal:5432/a', text: 'connect db1.internal:5432' },
    { name: 'a few characters', secret: word, text: word.slice(0, 11) },
    {
      name: 'an address in a document',
      secret: `{"auth_uri":"https://accounts.example.com/o/oauth2/auth","private_key":"${token}"}`,
      text: 'see https://accounts.example.com/o/oauth2/auth',
    },
    { name: 'what every key begins with', secret: pem, text: 'BEGIN PRIVATE KEY' },
  ])('leaves $name that a secret has too', ({ secret: given, text }) => {
    expect(maskSecrets(text, [given])).toBe(text);
  });

  it.each(['hex', 'HEX'])('hides a secret in %s', (digits) => {
    const hex = Buffer.from(secret).toString('hex');
    expect(maskSecrets(`a ${digits === 'hex' ? hex : hex.toUpperCase()} b`, [secret])).toBe('a •••••• b');
  });

  it('leaves the colours of a text without one', () => {
    expect(maskSecrets('\u001b[31mred\u001b[0m', [secret])).toBe('\u001b[31mred\u001b[0m');
  });

  it('leaves other Base64 as it is', () => {
    const text = Buffer.from('nothing that anybody hides').toString('base64');
    expect(maskSecrets(text, [secret, 'another-one'])).toBe(text);
  });

  it('leaves short values alone', () => {
    expect(maskSecrets('port 3000', ['3000'])).toBe('port 3000');
  });
});

describe('maskValues', () => {
  it('hides secrets in texts and keys, however deep, and keeps the rest as it is', () => {
    const value = { 'to geheim-1': ['geheim-1', { a: 'b "geheim-1"', n: 1, none: null }], gone: undefined };
    expect(maskValues(value, ['geheim-1'])).toEqual({ 'to ••••••': ['••••••', { a: 'b "••••••"', n: 1, none: null }] });
    expect(maskValues(value, [])).toBe(value);
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
