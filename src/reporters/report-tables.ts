import type { ReportTable } from '../model/report.js';
import { markdownText } from './markdown-text.js';
import type { Paint } from './paint.js';

/** A table for a terminal: columns as wide as what stands in them. */
export function plainTable({ title, columns, rows, notes }: ReportTable, paint: Paint): string[] {
  const all = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((cells) => (cells[at] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `    ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd();
  return [
    `  ${paint.strong(title)}`,
    paint.faint(line(columns)),
    ...rows.map(line),
    ...notes.map((note) => `    ${paint.faint(note)}`),
  ];
}

/** The same for Markdown. */
export function markdownTable({ title, columns, rows, notes }: ReportTable): string[] {
  return [
    `### ${markdownText(title)}`,
    [
      `| ${columns.map(markdownText).join(' | ')} |`,
      `|${columns.map(() => '---').join('|')}|`,
      ...rows.map((cells) => `| ${cells.map(markdownText).join(' | ')} |`),
    ].join('\n'),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${markdownText(note)}`).join('\n')]),
  ];
}
