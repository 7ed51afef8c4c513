import check from '../../../../src/checks/dockerfile/dependencies-readable.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const passes = (name: string, text: string) =>
  row(name, `FROM python:3.13-slim AS builder\nRUN true\nFROM python:3.13-slim\n${text}\n`);
const fails = (name: string, text: string, ...messages: string[]) => ({
  name,
  facts: dockerfile(`FROM python:3.13-slim AS builder\nFROM python:3.13-slim\n${text}\n`),
  messages,
});

testCheck(check, {
  pass: [
    passes('a virtual environment', 'COPY --from=builder /opt/venv /opt/venv\nUSER app'),
    passes(
      'packages in the home of the user',
      'COPY --from=builder --chown=1000 /root/.local /home/app/.local\nUSER app',
    ),
    passes('a user install by the user', 'USER app\nRUN pip install --user mcp'),
    passes('a user install with another home', 'ENV HOME=/app\nRUN pip install --user mcp\nUSER app'),
    passes('Poetry without an environment', 'ENV POETRY_VIRTUALENVS_CREATE=false\nRUN poetry install\nUSER app'),
    passes('Poetry that is told so', 'RUN poetry config virtualenvs.create false && poetry install\nUSER app'),
    passes('a home that was opened', 'COPY --from=builder /root/.local /root/.local\nRUN chmod 755 /root\nUSER app'),
    passes('settings of the build', 'COPY pip.conf /root/.config/pip/pip.conf\nUSER app'),
    row(
      'a user install in a stage that is left behind',
      'FROM a:1 AS b\nRUN pip install --user mcp\nFROM a:1\nUSER app\n',
    ),
  ],
  fail: [
    fails(
      'packages of root',
      'COPY --from=builder /root/.local /root/.local\nUSER mcpuser',
      'COPY puts files into /root/.local, which "mcpuser" cannot read.',
    ),
    fails(
      'a server in the home of root',
      'COPY . /root/app/\nUSER 1000',
      'COPY puts files into /root/app/, which "1000" cannot read.',
    ),
    fails(
      'a user install by root',
      'RUN pip install --user -r requirements.txt\nUSER app',
      '"pip install --user" puts packages in the home folder of root, which "app" cannot read.',
    ),
    fails(
      'others that install into the home',
      'RUN pipx install mcp\nRUN uv tool install mcp\nRUN uv python install 3.13\nRUN poetry install\nRUN pipenv install --deploy\nRUN npx playwright install chromium\nUSER app',
      '"pipx install" puts the environment in the home folder of root, which "app" cannot read.',
      '"uv tool install" puts the environment in the home folder of root, which "app" cannot read.',
      '"uv python install" puts Python in the home folder of root, which "app" cannot read.',
      '"poetry install" puts its virtual environment in the home folder of root, which "app" cannot read.',
      '"pipenv install" puts its virtual environment in the home folder of root, which "app" cannot read.',
      '"playwright install" puts browsers in the home folder of root, which "app" cannot read.',
    ),
  ],
  notApplicable: [
    row('root, who can read everything', 'FROM a:1 AS b\nFROM a:1\nCOPY --from=b /root/.local /root/.local\n'),
  ],
});
