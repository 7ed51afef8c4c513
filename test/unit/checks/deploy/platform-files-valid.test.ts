import { expect } from 'vitest';
import check from '../../../../src/checks/deploy/platform-files-valid.js';
import { deploy } from '../../../support/deploy-facts.js';
import { settingsFact } from '../../../support/file-facts.js';
import { madeUpSecrets } from '../../../support/planted-secrets.js';
import { testCheck } from '../../../support/test-check.js';

const { stripe } = madeUpSecrets();
const HTTP = settingsFact({ http: { port: 8000, path: '/mcp' } });
const file = (path: string, text: string | object, there: string[] = ['Dockerfile']) => ({
  ...HTTP,
  ...deploy({ [path]: typeof text === 'string' ? text : JSON.stringify(text, undefined, 2) }, { there }),
});

const CONTAINER = {
  name: 'server',
  image: '1.dkr.ecr.eu-west-1.amazonaws.com/server:1.0.0',
  portMappings: [{ containerPort: 8000 }],
  environment: [{ name: 'A', value: '1' }],
  secrets: [{ name: 'TOKEN', valueFrom: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' }],
  healthCheck: { command: ['CMD-SHELL', 'curl -f http://127.0.0.1:8000/health'] },
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/ecs/server', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'ecs' },
  },
};
const TASK = {
  family: 'server',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:x',
  containerDefinitions: [CONTAINER],
};
const task = (changes: object, container: object = {}) =>
  file('deploy/task-definition.json', {
    ...TASK,
    ...changes,
    ...(Object.keys(container).length > 0 && { containerDefinitions: [{ ...CONTAINER, ...container }] }),
  });
const RENDER =
  'services:\n  - type: web\n    name: server\n    runtime: docker\n    dockerfilePath: ./Dockerfile\n    healthCheckPath: /health\n    envVars:\n      - { key: TOKEN, generateValue: true }\n      - { key: URL, sync: false }\n      - { fromGroup: shared }\n';
const FLY =
  'app = "server"\n[build]\ndockerfile = "Dockerfile"\n[http_service]\ninternal_port = 8000\nforce_https = true\nauto_stop_machines = "stop"\n[[http_service.checks]]\npath = "/health"\n';

testCheck(check, {
  pass: [
    {
      name: 'Railway',
      facts: file('railway.json', {
        $schema: 'x',
        build: { builder: 'DOCKERFILE', dockerfilePath: 'Dockerfile' },
        deploy: { healthcheckPath: '/health', healthcheckTimeout: 300, restartPolicyType: 'ON_FAILURE' },
      }),
    },
    { name: 'Render', facts: file('render.yaml', RENDER) },
    { name: 'Fly.io', facts: file('fly.toml', FLY) },
    { name: 'Amazon ECS', facts: task({}) },
    { name: 'gigabytes and processors', facts: task({ cpu: '1 vCPU', memory: '3 GB' }) },
  ],
  fail: [
    {
      name: 'no JSON',
      facts: file('railway.json', '{\n  "build": {\n'),
      messages: ['It is no JSON: close brace expected.'],
    },
    {
      name: 'no TOML',
      facts: file('fly.toml', 'app = \n'),
      messages: [expect.stringMatching(/^It is no TOML: /u)],
    },
    {
      name: 'Railway with other words',
      facts: file('railway.json', {
        builds: {},
        build: { builder: 'docker', dockerfilePath: 'docker/Dockerfile' },
        deploy: { healthcheckPath: 'health', healthcheckTimeout: '300', restartPolicyType: 'always' },
      }),
      messages: [
        '"builds" is no key of Railway.',
        'build.builder is "docker"; there are NIXPACKS, RAILPACK, DOCKERFILE, HEROKU, PAKETO.',
        'build.dockerfilePath names docker/Dockerfile, and there is no such file.',
        'deploy.healthcheckPath is "health"; a path that begins with "/" is wanted.',
        'deploy.healthcheckTimeout is "300", where a number is wanted.',
        'deploy.restartPolicyType is "always"; there are ON_FAILURE, ALWAYS, NEVER.',
      ],
    },
    {
      name: 'a Dockerfile that is not used',
      facts: file('railway.toml', '[build]\nbuilder = "NIXPACKS"\ndockerfilePath = "Dockerfile"\n'),
      messages: ['build.builder is NIXPACKS, so the Dockerfile is not used.'],
    },
    {
      name: 'Render with other words',
      facts: file(
        'render.yaml',
        'services:\n  - type: http\n    env: container\n    buildCommand: x\n    envVars:\n      - key: A\n      - value: b\n',
      ),
      messages: [
        'type is "http"; there are web, pserv, worker, cron, keyvalue, redis, static.',
        'A service has no name.',
        'runtime is "container"; there are docker, image, node, python, elixir, go, ruby, rust, static.',
        'The variable A has no value, and nothing that gives it one.',
        'A variable has no key.',
      ],
    },
    {
      name: 'Render that looks at nothing and builds itself',
      facts: file('render.yaml', RENDER.replace('    healthCheckPath: /health\n', '    startCommand: x\n')),
      messages: [
        'A web service has no healthCheckPath: Render sends it requests as soon as a port is open.',
        'startCommand has no effect with the runtime docker.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'a secret',
      facts: file('render.yaml', RENDER.replace('{ key: URL, sync: false }', `{ key: KEY, value: ${stripe} }`)),
      messages: ['KEY holds a Stripe secret key (rule stripe-key).'],
    },
    {
      name: 'Fly.io with another port, in clear',
      facts: file(
        'fly.toml',
        FLY.replace('8000', '8080')
          .replace('true', 'false')
          .replace('"stop"', '"sometimes"')
          .replace('"/health"', '"health"'),
        [],
      ),
      messages: [
        'internal_port is 8080, and the server listens on 8000.',
        'auto_stop_machines is "sometimes"; there are true, false, off, stop, suspend.',
        'path of a check is "health"; a path that begins with "/" is wanted.',
        'force_https is false: tokens go over the line in clear.',
        'build.dockerfile names Dockerfile, and there is no such file.',
      ],
      severities: ['error', 'error', 'error', 'warning', 'error'],
    },
    {
      name: 'Fly.io that serves nothing',
      facts: file('fly.toml', 'app = "server"\n'),
      messages: ['Nothing is served: there is neither http_service nor services.'],
      severities: ['warning'],
    },
    {
      name: 'Fargate with other sizes',
      facts: task({ networkMode: 'bridge', memory: '4096', executionRoleArn: undefined }),
      messages: [
        'networkMode is "bridge", and Fargate wants awsvpc.',
        'memory is "4096"; with cpu 256 Fargate takes 512 to 2048 MiB in steps of 512.',
        'There is no executionRoleArn, and ECS needs one for secrets.',
      ],
    },
    {
      name: 'a container that is half described',
      facts: task(
        {},
        {
          image: 'server',
          portMappings: [{ containerPort: 8000, hostPort: 80 }],
          environment: [{ name: 'A', value: 1 }],
          secrets: [{ name: 'B' }],
          healthCheck: { command: ['curl'] },
          logConfiguration: { logDriver: 'awslogs' },
          essential: false,
        },
      ),
      messages: [
        'The container "server" runs server: which version that is, the day decides.',
        'The container "server": with awsvpc hostPort is the containerPort, 8000, and not 80.',
        'The container "server": the variable A is 1, where text is wanted.',
        'The container "server": the secret B has no valueFrom.',
        'The container "server": the command of healthCheck begins with CMD or CMD-SHELL.',
        'The container "server": awslogs has no awslogs-group, awslogs-region, awslogs-stream-prefix.',
        'No container is essential; one has to be.',
      ],
      severities: ['warning', 'error', 'error', 'error', 'error', 'error', 'error'],
    },
    {
      name: 'a family that is none',
      facts: task({ family: 'my server' }),
      messages: ['family is "my server"; letters, digits, "-" and "_" are wanted.'],
    },
  ],
  notApplicable: [{ name: 'nothing', facts: { ...HTTP, ...deploy({}) } }],
});
