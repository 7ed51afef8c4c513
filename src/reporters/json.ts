import { printableJson } from '../model/clean-text.js';
import { defineReporter } from './define-reporter.js';

export default defineReporter({
  id: 'json',
  title: 'JSON',
  extension: 'json',
  render: (report) => printableJson(report, 2),
});
