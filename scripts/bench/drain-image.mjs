/** Reads what the engine saves of an image, and does nothing with it. One process, no dependency. `node drain-image.mjs IMAGE` */
import { get } from 'node:http';

const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
if (!host.startsWith('unix://')) throw new Error(`${host} is no socket.`);
const path = `/images/${process.argv[2]}/get`;
await new Promise((resolve, reject) => {
  get({ socketPath: host.slice('unix://'.length), path }, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(`The engine answered ${answer.statusCode}.`));
    answer.on('end', resolve).on('error', reject).resume();
  }).on('error', reject);
});
