import { describe, expect, it } from 'vitest';
import { layerLines } from '../../../../src/plan/dockerfile/layer-lines.js';
import { dockerfileFact } from '../../../support/file-facts.js';

const FILE = dockerfileFact(
  [
    'FROM node:24-bookworm AS build',
    'WORKDIR /build',
    'COPY package.json ./',
    'RUN npm ci',
    '',
    'FROM node:24-bookworm-slim',
    'ENV NODE_ENV=production',
    'WORKDIR /app',
    'RUN apt-get update \\',
    '  && apt-get install -y --no-install-recommends tini \\',
    '  && rm -rf /var/lib/apt/lists/*',
    'COPY --from=build --chown=1000:1000 /build/node_modules ./node_modules',
    'COPY --chown=1000:1000 dist ./dist',
    'RUN <<EOF',
    'mkdir /data',
    'chown 1000:1000 /data',
    'EOF',
    'RUN ["/usr/bin/node", "--version"]',
    'USER 1000:1000',
    'CMD ["node", "dist/main.js"]',
  ].join('\n'),
);

const APT = 'apt-get update   && apt-get install -y --no-install-recommends tini   && rm -rf /var/lib/apt/lists/*';

const linesOf = (instructions: readonly string[], file = FILE) =>
  [
    ...layerLines(
      instructions.map((instruction, index) => ({ index, instruction })),
      file,
    ),
  ].map(([index, line]) => `${index}:${line}`);

describe('layerLines', () => {
  it.each([
    {
      name: 'BuildKit',
      history: [
        'WORKDIR /app',
        `RUN /bin/sh -c ${APT} # buildkit`,
        'COPY --chown=1000:1000 /build/node_modules ./node_modules # buildkit',
        'COPY --chown=1000:1000 dist ./dist # buildkit',
        'RUN /bin/sh -c mkdir /data\nchown 1000:1000 /data\n # buildkit',
        'RUN /usr/bin/node --version # buildkit',
      ],
      lines: ['0:8', '1:9', '2:12', '3:13', '4:14', '5:18'],
    },
    {
      name: 'the builder before it',
      history: [
        '/bin/sh -c #(nop) WORKDIR /app',
        `/bin/sh -c ${APT}`,
        '/bin/sh -c #(nop) COPY dir:4f2d7a in /app/node_modules ',
        '/bin/sh -c #(nop) COPY --chown=1000:1000dir:99aa2fb47346 in ./dist ',
      ],
      lines: ['0:8', '1:9', '2:12', '3:13'],
    },
    {
      name: 'build arguments and another shell',
      history: [`RUN |2 A=1 B=two words /bin/bash -o pipefail -c ${APT} # buildkit`],
      lines: ['0:9'],
    },
    {
      name: 'layers of an unknown base in front',
      history: [
        'RUN /bin/sh -c groupadd --gid 1000 node # buildkit',
        'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
        'WORKDIR /app',
        'COPY dist ./dist # buildkit',
      ],
      lines: ['2:8', '3:13'],
    },
    {
      name: 'an entry that was cut',
      history: [`RUN /bin/sh -c ${APT.slice(0, 60)}… (140 characters)`],
      lines: ['0:9'],
    },
    {
      name: 'a file that was changed since',
      history: ['RUN /bin/sh -c pip install uv # buildkit', 'COPY src /srv # buildkit', 'WORKDIR /srv'],
      lines: [],
    },
    { name: 'an imported file system', history: [''], lines: [] },
    { name: 'no layer at all', history: [], lines: [] },
  ])('finds the lines of $name', ({ history, lines }) => {
    expect(linesOf(history)).toEqual(lines);
  });

  it('keeps the order of instructions that say the same', () => {
    const file = dockerfileFact('FROM scratch\nCOPY a /a\nRUN make\nCOPY b /b\nRUN make\nRUN make\n');
    expect(linesOf(['COPY a /a # buildkit', 'RUN make', 'COPY b /b # buildkit', 'RUN make', 'RUN make'], file)).toEqual(
      ['0:2', '1:3', '2:4', '3:5', '4:6'],
    );
  });

  it('fills in what the file has as variables', () => {
    const file = dockerfileFact('FROM scratch\nARG TO=/srv\nENV NAME=app\nCOPY dist ${TO}/$NAME\n');
    expect(linesOf(['COPY dist /srv/app # buildkit'], file)).toEqual(['0:4']);
  });

  it('reads the stages below the final one', () => {
    const file = dockerfileFact('FROM scratch AS base\nCOPY a /a\nFROM base\nCOPY b /b\n');
    expect(linesOf(['COPY a /a # buildkit', 'COPY b /b # buildkit'], file)).toEqual(['0:2', '1:4']);
  });
});
