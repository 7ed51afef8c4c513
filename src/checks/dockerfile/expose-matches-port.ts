import { imageInstructions } from '../../model/dockerfile-stages.js';
import { instructionWords, plainWord } from '../../model/dockerfile-words.js';
import type { DockerfileFact } from '../../model/facts/files.js';
import { defineCheck } from '../define-check.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/expose-matches-port',
  title: 'EXPOSE names the port on which the server listens',
  why: 'EXPOSE is what platforms, `docker run -P` and people go by; another port than the server’s leads nowhere.',
  remedy:
    'Write `EXPOSE` with the port of `server.transports.http.port` in mcp-dock.yaml, and none for a server that speaks stdio only.',
  severity: 'warning',
  references: [{ title: 'Dockerfile reference: EXPOSE', url: 'https://docs.docker.com/reference/dockerfile/#expose' }],
  since: '0.1.0',
  needs: ['dockerfiles', 'settings'],
  run({ dockerfiles, settings: { transports, transportsFrom } }) {
    const main = withStages(dockerfiles).find((file) => file.main);
    if (main === undefined) return NO_STAGE;
    if (transportsFrom !== 'config')
      return { notApplicable: 'No mcp-dock.yaml says on which port the server listens.' };
    const exposed = exposedBy(main);
    const line = main.stages[main.final]?.line ?? 1;
    if (transports.http === undefined && hasOtherMode(main, transports.stdio?.args ?? [])) return [];
    if (transports.http === undefined)
      return exposed.slice(0, 1).map(({ words, instruction }) => ({
        message: `The server speaks stdio only, and EXPOSE names ${words.join(' ')}.`,
        location: placeIn(main, instruction),
      }));
    const { port } = transports.http;
    // A variable whose value the build gives may be the right one.
    if (exposed.some(({ words }) => words.some((word) => word.includes('$') || covers(word, port)))) return [];
    const [first] = exposed;
    if (first === undefined)
      return [
        {
          message: `The server listens on port ${port}, and the final stage has no EXPOSE.`,
          location: placeIn(main, { line }),
        },
      ];
    return [
      {
        message: `The server listens on port ${port}, and EXPOSE names ${exposed.flatMap(({ words }) => words).join(' ')}.`,
        location: placeIn(main, first.instruction),
        measured: exposed.flatMap(({ words }) => words).join(' '),
        limit: String(port),
      },
    ];
  },
});

/** The image starts something else than its MCP server when it is not told to, and that may well listen. */
function hasOtherMode(file: DockerfileFact, args: readonly string[]): boolean {
  const usual = imageInstructions(file).findLast(({ keyword }) => keyword === 'CMD')?.words ?? [];
  return args.length > 0 && usual.length > 0 && args.join(' ') !== usual.join(' ');
}

const exposedBy = (file: DockerfileFact) =>
  imageInstructions(file)
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .map((instruction) => ({
      instruction,
      words: instructionWords(instruction.resolved ?? instruction.args).map(plainWord),
    }));

function covers(word: string, port: number): boolean {
  const {
    from,
    to,
    protocol = 'tcp',
  } = /^(?<from>\d+)(?:-(?<to>\d+))?(?:\/(?<protocol>\w+))?$/u.exec(word)?.groups ?? {};
  return from !== undefined && protocol.toLowerCase() === 'tcp' && Number(from) <= port && port <= Number(to ?? from);
}
