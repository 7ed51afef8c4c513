import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToConfig } from '../../../../src/config/waivers/add-to-config.js';

const waivers = [{ id: 'a/b', reason: 'because: it is', expires: '2027-03-01' }];
const ADDED = ['- id: a/b', '  reason: "because: it is"', '  expires: 2027-03-01'];

describe('waivers in mcp-dock.yaml', () => {
  it('come at the end where there are none', () => {
    const before = '# ours\nname: x # short\n\nchecks: { a/b: off }';
    expect(addToConfig(before, { waivers, severities: [] })).toBe(
      `${before}\nwaivers:\n${ADDED.map((line) => `  ${line}`).join('\n')}\n`,
    );
  });

  it.each([
    ['indented', '  '],
    ['not indented', ''],
  ])('join a list that is %s, and no other line changes', (_, indent) => {
    const head = `name: x\n# what we accept\nwaivers:\n${indent}# old\n${indent}- id: c/d # known\n${indent}  reason: y\n${indent}  expires: 2027-01-01 # soon\n`;
    const tail = '\n# limits\nbudgets: {   imageSize:   100MB }\n';
    const added = ADDED.map((line) => `${indent}${line}\n`).join('');
    expect(addToConfig(head + tail, { waivers, severities: [] })).toBe(head + added + tail);
  });

  it('join a list in brackets', () => {
    const text = addToConfig('name: x # a\nwaivers: [{ id: c/d, reason: y, expires: 2027-01-01 }]\n', {
      waivers,
      severities: [],
    });
    expect(text).toContain('name: x # a');
    expect(parse(text)).toEqual({
      name: 'x',
      waivers: [{ id: 'c/d', reason: 'y', expires: '2027-01-01' }, ...waivers],
    });
  });

  it.each(['waivers:\n', 'waivers: []\n', 'waivers: # none\n'])('fill "%s"', (empty) => {
    expect(parse(addToConfig(`name: x\n${empty}image: y\n`, { waivers, severities: [] }))).toEqual({
      name: 'x',
      image: 'y',
      waivers,
    });
  });

  it('keep the line ends of the file', () => {
    const text = addToConfig('name: x\r\nimage: y\r\n', { waivers, severities: [] });
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('severities in mcp-dock.yaml', () => {
  const severities = [
    { id: 'a/b', severity: 'info' },
    { id: 'c/d', severity: 'warning' },
  ];

  it.each([
    ['no map', 'name: x\n', 'name: x\nchecks:\n  a/b: info\n  c/d: warning\n'],
    [
      'a block',
      'name: x\nchecks:\n    e/f: off # never\n\n# next\nimage: y\n',
      'name: x\nchecks:\n    e/f: off # never\n    a/b: info\n    c/d: warning\n\n# next\nimage: y\n',
    ],
  ])('are added to %s', (_, before, after) => {
    expect(addToConfig(before, { waivers: [], severities })).toBe(after);
  });

  it('are added to a map in brackets', () => {
    expect(parse(addToConfig('name: x\nchecks: { e/f: off }\n', { waivers: [], severities }))).toEqual({
      name: 'x',
      checks: { 'e/f': 'off', 'a/b': 'info', 'c/d': 'warning' },
    });
  });

  it('may be none', () => {
    expect(addToConfig('name:   x', { waivers: [], severities: [] })).toBe('name:   x');
  });
});
