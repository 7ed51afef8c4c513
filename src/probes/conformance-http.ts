import { defineProbe, NotApplicable } from './define-probe.js';
import { atLocalhost } from './conformance/at-localhost.js';
import { runSuite } from './conformance/run-suite.js';

export default defineProbe({
  fact: 'conformanceHttp',
  title: 'Run the conformance suite over HTTP',
  timeoutMs: 400_000,
  scenario: 'http',
  phase: 'running',
  async collect(context) {
    const { run, target, fact } = context;
    const session = await fact('mcpHttp');
    if (!session.answered || run.url === undefined)
      throw new NotApplicable('It does not answer over HTTP; mcp/initialize says why.');
    if (Object.keys(target.headers).length > 0)
      throw new NotApplicable('The suite sends no headers of its own, and this server is asked with some.');
    const url = new URL(atLocalhost(run.url.href));
    // Arguments of a program are there for every user of this machine to read.
    if (url.search !== '' || url.username !== '' || url.password !== '')
      throw new NotApplicable(
        `The suite takes its address on the command line, and this one has a ${url.search === '' ? 'user' : 'query'}, which may hold a key.`,
      );
    const listed = target.settings.calls.map(({ tool }) => tool);
    return runSuite({ transport: 'http', url, session, owned: run.owned, listed }, context);
  },
});
