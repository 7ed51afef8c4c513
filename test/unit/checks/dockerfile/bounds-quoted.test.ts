import check from '../../../../src/checks/dockerfile/bounds-quoted.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row('quotes', 'FROM a:1\nRUN pip install "mcp>=1.2" \'httpx<2\'\n'),
    row('exact versions', 'FROM a:1\nRUN pip install mcp==1.2\n'),
    row('a log', 'FROM a:1\nRUN pip install mcp > /tmp/log 2>&1\n'),
    row('a list, which no shell reads', 'FROM a:1\nRUN ["pip", "install", "mcp>=1.2"]\n'),
    row('no installer', 'FROM a:1\nRUN echo a >=1\n'),
    row('a stage of no use', 'FROM a:1 AS x\nRUN pip install mcp>=1\nFROM a:1\n'),
  ],
  fail: [
    {
      name: 'pip',
      facts: dockerfile('FROM a:1\nRUN apt-get update && \\\n    pip install --no-cache-dir mcp>=1.2 httpx>=0.28\n'),
      messages: [
        '"pip install --no-cache-dir mcp httpx": the shell takes ">=1.2" and ">=0.28" for a redirection, so the bound is lost.',
      ],
    },
    {
      name: 'an upper bound and many',
      facts: dockerfile('FROM a:1\nRUN uv pip install a<=1 b>=2 c>=3 d>=4 e>=5\n'),
      messages: [
        '"uv pip install a b c d e": the shell takes "<=1", ">=2", ">=3", and 2 more for a redirection, so the bound is lost.',
      ],
    },
  ],
  notApplicable: [{ name: 'no Dockerfile', facts: { dockerfiles: [] } }],
});
