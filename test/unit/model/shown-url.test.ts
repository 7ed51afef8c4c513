import { describe, expect, it } from 'vitest';
import { secretsOfUrl, shownUrl } from '../../../src/model/shown-url.js';

describe('an address with values that nobody else may see', () => {
  it.each([
    { url: 'https://x.example/mcp', shown: 'https://x.example/mcp', secrets: [] },
    { url: 'https://x.example/mcp?', shown: 'https://x.example/mcp', secrets: [] },
    {
      url: 'https://x.example/mcp?api_key=SECRET',
      shown: 'https://x.example/mcp?api_key=…',
      secrets: ['SECRET'],
    },
    {
      url: 'https://x.example/mcp?a=one&b=&b=t%2Fwo&c=three+four',
      shown: 'https://x.example/mcp?a=…&b=…&b=…&c=…',
      secrets: ['one', 't%2Fwo', 't/wo', 'three+four', 'three four'],
    },
    { url: 'https://x.example/mcp?SECRET', shown: 'https://x.example/mcp?…', secrets: ['SECRET'] },
    { url: 'https://x.example/mcp?a=%zz', shown: 'https://x.example/mcp?a=…', secrets: ['%zz'] },
    { url: 'https://x.example/mcp#SECRET', shown: 'https://x.example/mcp', secrets: ['SECRET'] },
  ])('$url is shown as $shown', ({ url, shown, secrets }) => {
    expect(shownUrl(new URL(url))).toBe(shown);
    expect(secretsOfUrl(new URL(url))).toEqual(secrets);
  });
});
