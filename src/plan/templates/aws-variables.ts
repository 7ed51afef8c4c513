import { FIXED_VARIABLES, type ServerVariable, type VariableGroup } from '../todo-server.js';

/** What the server for AWS and the SDK in it read from the environment. */
export const AWS_VARIABLES: readonly VariableGroup[] = [
  {
    title: 'AWS credentials, way 1: access key in the environment',
    variables: [
      {
        name: 'AWS_ACCESS_KEY_ID',
        description: 'Access key. What is set to nothing counts as unset, here and in all that follows.',
        example: 'AKIAIOSFODNN7EXAMPLE',
      },
      { name: 'AWS_SECRET_ACCESS_KEY', description: 'Its secret key, without quotes.', example: 'SECRET' },
      {
        name: 'AWS_SESSION_TOKEN',
        description: 'Its session token, needed when the key begins with ASIA.',
        example: 'TOKEN',
      },
    ],
  },
  {
    title: 'AWS profile, way 2: ~/.aws mounted read-only, with compose.aws-profile.yaml',
    variables: [
      {
        name: 'AWS_PROFILE',
        description: 'Profile to use instead of the one called default.',
        example: 'staging',
      },
      {
        name: 'AWS_FILES',
        description: 'Folder with config and credentials on this machine; ~/.aws when not set.',
        example: '/home/me/.aws',
      },
      {
        name: 'AWS_FILES_USER',
        description: 'Who the container runs as, so that it can read those files: the output of id -u and id -g.',
        default: '1000:1000',
      },
      {
        name: 'AWS_SHARED_CREDENTIALS_FILE',
        description: 'The file with keys, as seen from inside the container, such as one that a secret store mounts.',
        example: '/run/secrets/aws_credentials',
      },
      { name: 'AWS_CONFIG_FILE', description: 'The file with settings, as seen from inside the container.' },
    ],
  },
  {
    title: 'AWS credentials, way 3: role of the container or the instance; platforms set these themselves',
    variables: [
      {
        name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
        description: 'Where EKS Pod Identity and others hand out credentials.',
        example: 'http://169.254.170.23/v1/credentials',
      },
      {
        name: 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
        description: 'The same of ECS, as a path.',
        example: '/v2/credentials/ID',
      },
      {
        name: 'AWS_EC2_METADATA_DISABLED',
        description: 'true does not ask the instance, which may take two seconds where there is none.',
        default: 'false',
      },
    ],
  },
  {
    title: 'AWS credentials, way 4: web identity, as in EKS with a service account',
    variables: [
      {
        name: 'AWS_ROLE_ARN',
        description: 'Role to take on. Needs the next one.',
        example: 'arn:aws:iam::123456789012:role/mcp',
      },
      {
        name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
        description: 'File with the token, as seen from inside the container.',
        example: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
      },
      { name: 'AWS_ROLE_SESSION_NAME', description: 'Name of the session in the logs of AWS.', example: 'mcp' },
    ],
  },
  {
    title: 'AWS credentials out of Secrets Manager, fetched with what one of the four ways gives',
    variables: [
      {
        name: 'AWS_CREDENTIALS_SECRET',
        description:
          'Name or ARN of a secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as JSON. Fetched for every call, and used instead of what fetched it.',
        example: 'mcp/aws',
      },
    ],
  },
  {
    title: 'AWS region and endpoint',
    variables: [
      {
        name: 'AWS_DEFAULT_REGION',
        description: 'Region when neither AWS_REGION nor the profile names one.',
        default: 'us-east-1',
      },
      { name: 'AWS_REGION', description: 'Region, before all others.', example: 'eu-central-1' },
      {
        name: 'AWS_ENDPOINT_URL',
        description: 'Another address for all of AWS: a stand-in for tests, or a private endpoint.',
        example: 'http://fake-aws:4566',
      },
      { name: 'AWS_ENDPOINT_URL_STS', description: 'The same for STS alone.', example: 'http://fake-aws:4566' },
    ],
  },
];

/** Variables that compose.yaml takes from the shell in which it is run, when they are set there. */
export const AWS_HOST_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
] as const;

export const AWS_FIXED_VARIABLES: readonly ServerVariable[] = FIXED_VARIABLES.filter(
  ({ name }) => name !== 'DATABASE_PATH',
);
