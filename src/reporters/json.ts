import { printableJson } from '../model/clean-text.js';
import { defineReporter } from './define-reporter.js';

export default defineReporter({
  id: 'json',
  title: 'JSON',
  use: 'Everything that is known, by [report.schema.json](../schemas/report.schema.json). `--json` is the same and keeps stdout free of all else.',
  extension: 'json',
  render: (report) => printableJson(report, 2),
});
