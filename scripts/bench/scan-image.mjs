/** Scans what the engine saves of an image, nothing remembered, and prints the largest memory in MB. `node scan-image.mjs IMAGE` */
import { get } from 'node:http';

import { scanArchive } from '../../dist/probes/image-layers/scan-archive.js';

const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
if (!host.startsWith('unix://')) throw new Error(`${host} is no socket.`);
const path = `/images/${process.argv[2]}/get`;
const answer = await new Promise((resolve, reject) => {
  get({ socketPath: host.slice('unix://'.length), path }, resolve).on('error', reject);
});
if (answer.statusCode !== 200) throw new Error(`The engine answered ${answer.statusCode}.`);
const { layers } = await scanArchive(answer, { secretValues: ['a-value-of-the-project-1', 'and-another-one-2'] });
if (layers.length === 0) throw new Error('The image has no layers.');
process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
