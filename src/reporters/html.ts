import { cleanReport } from './clean-report.js';
import { defineReporter } from './define-reporter.js';
import { page } from './html/page.js';

/** One page for people, with everything in it: to keep as an artefact of a CI run, to send, to print. */
export default defineReporter({
  id: 'html',
  title: 'HTML page',
  use: 'One file to keep as an artefact, to send or to print; what is wrong comes first. It loads nothing, works without a script, and with one filters by outcome, area and words, and copies commands.',
  extension: 'html',
  render: (report) => page(cleanReport(report)),
});
