import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../src/probes/admission/read-document.js';

describe('readDocument', () => {
  it('gives the data with the lines of its keys', () => {
    const text =
      '{\n  "name": "a/b",\n  "packages": [\n    { "registryType": "oci",\n      "identifier": "x" }\n  ]\n}\n';
    expect(readDocument('server.json', text, 'json')).toEqual({
      path: 'server.json',
      document: { name: 'a/b', packages: [{ registryType: 'oci', identifier: 'x' }] },
      lines: {
        name: 2,
        packages: 3,
        'packages.0': 4,
        'packages.0.registryType': 4,
        'packages.0.identifier': 5,
      },
    });
  });

  it.each([
    { name: 'a comment in JSON', text: '{\n  // one\n  "a": 1\n}', format: 'json' as const, message: 'It is no JSON.' },
    { name: 'text', text: 'hello', format: 'yaml' as const, message: 'It is no object.' },
    { name: 'nothing', text: '', format: 'yaml' as const, message: 'It is no object.' },
    { name: 'a list', text: '[1, 2]', format: 'json' as const, message: 'It is no object.' },
  ])('says what is wrong with $name', ({ text, format, message }) => {
    expect(readDocument('x', text, format)).toMatchObject({ problem: { message } });
  });

  it('keeps a bounded number of lines', () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index])));
    expect(Object.keys(readDocument('x', text, 'json').lines)).toHaveLength(2000);
  });

  it('takes keys that are names of every object', () => {
    expect(readDocument('x', '{"__proto__": {"a": 1}, "constructor": 2}', 'json').problem).toBeUndefined();
  });
});
