import { defineReporter } from './define-reporter.js';

export default defineReporter({
  id: 'json',
  title: 'JSON',
  extension: 'json',
  render: (report) => JSON.stringify(report, undefined, 2),
});
