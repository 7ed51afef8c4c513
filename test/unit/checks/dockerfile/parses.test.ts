import check from '../../../../src/checks/dockerfile/parses.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row('a Dockerfile', 'FROM debian:trixie-slim AS base\n# A comment of its own.\nRUN echo hi # one of the shell\n'),
    row('comments between the lines of a command', 'FROM a:1\nRUN apt-get update \\\n# why\n    && echo done\n'),
    row(
      'a hash that is part of a word',
      'FROM a:1\nENV COLOR=#fff URL="http://x/#top" NAME=a#b\nRUN echo "# no comment" \\\n  && true\n',
    ),
    row('small letters all over', 'from a:1 as base\nrun true\n'),
    row(
      'a byte order mark, Windows line endings and another escape',
      '\u{feff}# escape=`\r\nFROM a:1\r\nCOPY a `\r\n  b /x/\r\n',
    ),
    row(
      'heredocs',
      'FROM a:1\nRUN <<EOF\nFROM here on it is text # all of it\nEOF\nCOPY <<-"X" /x\n\tFOO\n\tX\nUSER 1\n',
    ),
    row('instructions of another frontend', '# syntax=example.com/frontend:1\nFROM a:1\nINCLUDE b\n'),
  ],
  fail: [
    {
      name: 'comments behind instructions',
      facts: dockerfile('FROM python:3.13-slim # small\nENV A=b # c\nEXPOSE 3000 # port\nUSER app # not root\n'),
      messages: [
        'Behind FROM stands "# small", which is no comment there but part of the instruction.',
        'Behind ENV stands "# c", which is no comment there but part of the instruction.',
        'Behind EXPOSE stands "# port", which is no comment there but part of the instruction.',
        'Behind USER stands "# not root", which is no comment there but part of the instruction.',
      ],
    },
    {
      name: 'a comment that swallows the rest of a command',
      facts: dockerfile('FROM a:1\nRUN echo a && \\\n  echo b # clean up && \\\n  rm -rf /tmp/x\n'),
      messages: ['The lines of this RUN become one, and "#" makes a comment of everything behind it.'],
    },
    {
      name: 'an alias in small letters',
      facts: dockerfile('FROM a:1 as build\n'),
      messages: ['FROM is written in capitals and "as" is not.'],
      severities: ['warning'],
    },
    {
      name: 'what is no instruction, and what has no sense',
      facts: dockerfile(
        'FROM a:1\nCOPPY . /app\nENV FOO\nEXPOSE http 70000\nHEALTHCHECK curl -f x\nCOPY a\nSHELL sh\nFROM\n',
      ),
      messages: [
        '"COPPY" is no instruction.',
        'ENV needs a name and a value.',
        'EXPOSE: "http" is no port.',
        'HEALTHCHECK needs CMD and a command, or NONE.',
        'COPY needs a source and a destination.',
        'SHELL has to be in JSON form.',
        'FROM names no image.',
      ],
    },
    { name: 'nothing', facts: dockerfile('# only a comment\n\n'), messages: ['It is empty.'] },
    {
      name: 'no FROM',
      facts: dockerfile('RUN true\n'),
      messages: ['It has no FROM, so there is nothing to build on.'],
    },
    {
      name: 'an instruction before FROM',
      facts: dockerfile('ARG A=1\nRUN true\nFROM a:1\n'),
      messages: ['RUN comes before the first FROM; only ARG may.'],
    },
    {
      name: 'a heredoc without an end',
      facts: dockerfile('FROM a:1\nRUN <<EOF\necho\n'),
      messages: ['The heredoc EOF never ends.'],
    },
    { name: 'no text', facts: dockerfile('FROM a:1\n\0\0'), messages: ['It is no text: there are null bytes in it.'] },
    {
      name: 'two megabytes',
      facts: dockerfile(`FROM a:1\n${'#'.repeat(2 ** 21)}`),
      messages: ['It is larger than 1 MiB, and was not looked at.'],
    },
  ],
});
