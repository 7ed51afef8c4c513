import { describe, expect, it } from 'vitest';
import { packageWords } from '../../../src/plan/package-words.js';

const view = (texts: Readonly<Record<string, string>>) => ({
  folder: '',
  paths: new Set(Object.keys(texts)),
  texts: new Map(Object.entries(texts)),
  truncated: false,
});

describe('packageWords', () => {
  it('names what a user has to give before what a library reads', () => {
    const js = 'const a=process.env.WEATHER_CACHE,b=process.env.WEATHER_API_KEY,c=process.env.NODE_DEBUG;';
    expect(packageWords(view({ 'dist/index.js': js }), 'node').variables).toEqual(['WEATHER_API_KEY', 'WEATHER_CACHE']);
  });

  it.each([
    ['cleye', 'dist/bin.js', 'flags:{stdio: {type: Boolean, description: ""}}', [['--stdio']]],
    ['commander', 'dist/bin.js', '.option("--transport <stdio|http>", "")', [['--transport', 'stdio']]],
    ['a word', 'dist/bin.js', 'switch(a){case "stdio": break}', [['stdio']]],
    ['nothing', 'dist/bin.js', 'new StdioServerTransport()', []],
  ])('knows how stdio is asked for with %s', (_, path, text, stdio) => {
    expect(packageWords(view({ [path]: text }), 'node').stdio).toEqual(stdio);
  });

  it('reads Python', () => {
    const py = 'import os\nkey = os.environ["WEATHER_TOKEN"]\nparser.add_argument("--transport", default="sse")\n';
    expect(packageWords(view({ 'weather/server.py': py }), 'python')).toEqual({
      variables: ['WEATHER_TOKEN'],
      stdio: [['--transport', 'stdio']],
    });
  });
});
