import { needsVariable, type MakeGroup, type MakeTarget } from './make-target.js';

const FILES = 'src tests pyproject.toml';

/** A question that scripts/aws.sh puts in the container of the server. */
const question = (name: string, help: string, command: string): MakeTarget => ({
  name,
  help,
  recipe: () => [`@sh scripts/aws.sh ${command} "$$PROFILE"`],
});

const targets: readonly MakeTarget[] = [
  question('aws-test', 'Which of the four ways to give credentials is set up, and whether AWS takes them', 'test'),
  question('aws-validate', 'Ask AWS who the credentials belong to; PROFILE=… asks with another profile', 'validate'),
  question('aws-list-profiles', 'Profiles that the server sees, without their secrets', 'profiles'),
  question('aws-account-info', 'The account, and the identity that the server has in it', 'account'),
  {
    name: 'aws-variables',
    help: 'Names of the variables for AWS that the server was given, without their values',
    recipe: () => [
      `@$(STACK) exec -T mcp-server python -c "import os; print('\\n'.join(sorted(name for name in os.environ if name.startswith('AWS_'))) or 'None.')"`,
    ],
  },
  {
    name: 'aws-sso-login',
    help: 'Sign in again for profiles with single sign-on, with the program aws of this machine',
    recipe: () => [
      `@command -v aws > /dev/null || { echo 'The program aws is not on this machine; its session is what MOUNT_AWS=1 hands over.' >&2; exit 1; }`,
      'aws sso login$${PROFILE:+ --profile "$$PROFILE"}',
    ],
  },
  {
    name: 'up-aws-profile',
    help: 'Like up, with ~/.aws mounted read-only; the same as make up MOUNT_AWS=1',
    recipe: () => ['@$(MAKE) --no-print-directory up MOUNT_AWS=1'],
  },
  {
    name: 'up-fake-aws',
    help: 'Like up, with a stand-in for AWS: a try without an account',
    recipe: () => ['$(STACK) -f compose.fake-aws.yaml up --detach --wait'],
  },
  {
    name: 'api-list',
    help: 'Tools over plain HTTP, of the server that runs',
    recipe: ({ port }) => [
      `@curl --silent --show-error "http://$$($(STACK) port mcp-server ${port})/api/tools/list"; echo`,
    ],
  },
  {
    name: 'api-call',
    help: 'Call a tool over plain HTTP; give TOOL=aws/validate-credentials',
    recipe: ({ port }) => [
      needsVariable('TOOL', 'TOOL=aws/validate-credentials'),
      `@printf '{"message_id":"make","message_type":"REQUEST","protocol_version":"2.0","params":{"tool":"%s","params":{}}}' "$$TOOL" | curl --silent --show-error --header 'Content-Type: application/json' --data-binary @- "http://$$($(STACK) port mcp-server ${port})/api/tools/execute"; echo`,
    ],
  },
  {
    name: 'test-aws',
    help: 'Run the tests about AWS alone, in a container without a network',
    recipe: ({ name }) => [
      `$(MCP_DOCK) build --target dev --tag ${name}:dev`,
      // Sources and tests go in as they are here, so that a remote engine has them too.
      `tar -cf - ${FILES} | $(DOCKER) run --rm --interactive --network none --entrypoint sh ${name}:dev -c 'mkdir /tmp/project && cd /tmp/project && tar -xf - && PYTHONPATH=src pytest -p no:cacheprovider tests/test_account.py tests/test_ways.py'`,
    ],
  },
];

/** What only a server for AWS can do. */
export const aws: MakeGroup = {
  title: 'AWS',
  targets: targets.map((target) => ({ ...target, when: (project) => project.aws })),
};
