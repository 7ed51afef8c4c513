import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { factSchemas } from '../../src/model/facts.js';
import { derivedFacts, probes } from '../../src/probes/index.js';
import { fixes } from '../../src/fixes/index.js';

const AREAS = [
  'dockerfile',
  'deps',
  'ignore',
  'compose',
  'deploy',
  'image',
  'start',
  'health',
  'lifecycle',
  'resources',
  'fs',
  'logs',
  'scale',
  'security',
  'http',
  'mcp',
  'tools',
  'host',
  'client',
  'project',
  'env',
  'publish',
  'checklist',
  'conformance',
];
/** Scenarios of the official suite: one judgement for all of them, tested in one place. */
const SUITE = 'conformance';
/** What checks know of each other is collected by nobody. */
const JUDGED = ['results'];

describe.each(checks)('check $id', (check) => {
  it('has an id of a known area and a file of the same name', async () => {
    const [area = '', name = ''] = check.id.split('/');
    expect(AREAS).toContain(area);
    expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u);
    const text = await readFile(new URL(`../../src/checks/${area}/${name}.ts`, import.meta.url), 'utf8');
    expect(text).toContain(area === SUITE ? `scenario: '${name}'` : `id: '${check.id}'`);
  });

  it('has rows that pass and rows that fail', async () => {
    const tested = check.id.startsWith(`${SUITE}/`) ? `${SUITE}/scenario` : check.id;
    const text = await readFile(new URL(`../unit/checks/${tested}.test.ts`, import.meta.url), 'utf8');
    // One row at least: the type of testCheck takes no list that may be empty.
    expect(text).toContain('testCheck(');
    for (const key of ['pass', 'fail']) expect(text).toMatch(new RegExp(String.raw`\b${key}: \[\s*[^\s\]]`, 'u'));
  });

  it('says why and what to do, in sentences', () => {
    // A file keeps its own name, also at the beginning of a sentence.
    expect(check.title).toMatch(/^(?:[A-Z]|\.env|\.dockerignore|mcp-dock\.yaml)/u);
    for (const sentence of [check.why, check.remedy]) expect(sentence).toMatch(/^[A-Z`].*[.`)]$/su);
    for (const { url } of check.references) expect(url).toMatch(/^https:\/\//u);
  });

  it('needs facts that something collects', () => {
    const collected = [...JUDGED, ...probes.map(({ fact }) => fact), ...derivedFacts.map(({ fact }) => fact)];
    for (const name of check.needs) expect(collected).toContain(name);
  });
});

describe('registries', () => {
  it('have each check id once', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it('have each fact once', () => {
    const names = [...probes.map(({ fact }) => fact), ...derivedFacts.map(({ fact }) => fact)];
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    for (const name of names) expect(Object.keys(factSchemas)).toContain(name);
  });

  it('have every fact that is described', () => {
    const collected = new Set<string>([
      ...JUDGED,
      ...probes.map(({ fact }) => fact),
      ...derivedFacts.map(({ fact }) => fact),
    ]);
    expect(Object.keys(factSchemas).filter((name) => !collected.has(name))).toEqual([]);
  });

  it('have no fact that no check and no other fact needs', async () => {
    const needed = new Set<string>([
      ...checks.flatMap(({ needs }) => needs),
      ...derivedFacts.flatMap(({ from }) => from),
    ]);
    // What a probe asks of another one stands in its code.
    for await (const path of glob('src/probes/**/*.ts')) {
      const text = await readFile(path, 'utf8');
      for (const [, name = ''] of text.matchAll(/\bfact\('(\w+)'\)/gu)) needed.add(name);
    }
    expect(Object.keys(factSchemas).filter((name) => !needed.has(name))).toEqual([]);
  });

  it('have a page for every check', async () => {
    const pages: string[] = [];
    for await (const page of glob('docs/checks/*/*.md')) pages.push(page.replaceAll('\\', '/'));
    expect(pages.toSorted()).toEqual(checks.map(({ id }) => `docs/checks/${id}.md`).toSorted());
  });

  it('have fixes for checks that exist', () => {
    const ids = checks.map(({ id }) => id as string);
    for (const { id } of fixes) expect(ids).toContain(id);
  });
});
