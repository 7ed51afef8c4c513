/**
 * The least that any build through the Engine API has to do: send a context that lies ready as a tar, and read the answer to its
 * end. Bare HTTP, BuildKit without a session of ours, one process. `node bare-build.ts TAR TAG [nocache]`
 */
import { createReadStream } from 'node:fs';

import { callEngine, findEndpoint } from '../../test/support/engine-http.ts';

const [tar = '', tag = '', noCache] = process.argv.slice(2);
const query = new URLSearchParams({ version: '2', t: tag, ...(noCache && { nocache: '1' }) });
const answer = await callEngine(findEndpoint(), {
  method: 'POST',
  path: `/build?${query.toString()}`,
  contentType: 'application/x-tar',
  body: createReadStream(tar),
});
let said = '';
for await (const chunk of answer) said += String(chunk);
if (!said.includes('moby.image.id')) throw new Error(`The build made no image: ${said.slice(-500)}`);
