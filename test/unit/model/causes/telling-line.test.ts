import { describe, expect, it } from 'vitest';
import { tellingLine } from '../../../../src/model/causes/telling-line.js';

describe('the line of a structured log', () => {
  it.each([
    ['{"timestamp":"2026-01-01T00:00:00Z","level":"ERROR","message":"No database."}', 'No database.'],
    ['{"level":50,"time":1,"pid":1,"msg":"cannot open \\"a.db\\""}', 'cannot open "a.db"'],
    ['{"event": "boot failed", "level": "error"}', 'boot failed'],
    ['{"level":"error","message":"cut off behind its wor', 'cut off behind its wor'],
    ['{"level":"error","code":7}', '{"level":"error","code":7}'],
    ['{ not json "message": 7 }', '{ not json "message": 7 }'],
  ])('%s', (line, said) => {
    expect(tellingLine(['listening', line])).toBe(said.replace(/(?<=\w)\.$/u, ''));
  });

  it('is the one of an error, whatever comes after it', () => {
    const lines = ['{"level":"ERROR","message":"No database"}', '{"level":"INFO","message":"Starting"}'];
    expect(tellingLine(lines)).toBe('No database');
    expect(tellingLine(['{"level":60,"msg":"Gone"}', '{"level":30,"msg":"bye"}'])).toBe('Gone');
  });
});
