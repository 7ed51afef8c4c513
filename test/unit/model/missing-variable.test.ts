import { describe, expect, it } from 'vitest';
import { missingVariable } from '../../../src/model/missing-variable.js';

describe('missingVariable', () => {
  it.each([
    ['API_KEY is required', 'API_KEY'],
    ['required variable SERVICE_AUTH_TOKEN', 'SERVICE_AUTH_TOKEN'],
    ['Error: DATABASE_URL must be set', 'DATABASE_URL'],
    ['Please set SLACK_BOT_TOKEN and SLACK_TEAM_ID environment variables', 'SLACK_BOT_TOKEN'],
    ['pass --token or set the SUPABASE_ACCESS_TOKEN environment variable', 'SUPABASE_ACCESS_TOKEN'],
    ['Error [ERR_ASSERTION]: API_KEY is required', 'API_KEY'],
    ['Error: EnvVar("API_KEY"): environment variable not found', 'API_KEY'],
    ['Error: OPENAI_API_KEY is required when using the openai backend', 'OPENAI_API_KEY'],
    ['OPENAI_API_KEY is required when using the openai backend', 'OPENAI_API_KEY'],
    ['Missing environment variables: [API_KEY]', 'API_KEY'],
    ['Error: there is no default for API_KEY, it must be set', 'API_KEY'],
    ['[ERROR] 2026-11-01 GITHUB_TOKEN not set', 'GITHUB_TOKEN'],
    ['[WARN] GITHUB_TOKEN not set', 'GITHUB_TOKEN'],
    ['Error: SQLITE_PATH is not set', 'SQLITE_PATH'],
    ["KeyError: 'GITHUB_TOKEN'", 'GITHUB_TOKEN'],
    ['KeyError: "GITHUB_TOKEN"', 'GITHUB_TOKEN'],
    ['"API_KEY": Required', 'API_KEY'],
    ["  API_KEY: [ 'Required' ],", 'API_KEY'],
    ['    API_KEY: undefined', 'API_KEY'],
    ['my_option is off; API_KEY is missing', 'API_KEY'],
    ['Run `auth login` first, or pass `--access-token` / `SENTRY_ACCESS_TOKEN`.', 'SENTRY_ACCESS_TOKEN'],
    ['Error: use --api-key or API_KEY to log in', 'API_KEY'],
  ])('reads %s', (line, name) => {
    expect(missingVariable(['starting', line])?.name).toBe(name);
  });

  it.each([
    ['KeyError: could not start'],
    ["KeyError: 'userId'"],
    ["KeyError: 'DEBUG'"],
    ['the file is missing'],
    ['api_key is required'],
    ['TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received undefined'],
    ['UND_ERR_CONNECT_TIMEOUT: host not found'],
    ["code: 'MODULE_NOT_FOUND' is missing"],
    ['Error: SQLITE_CANTOPEN: file not found'],
    ['Error: SQLITE_IOERR_READ: page missing'],
    ['Error: connect ECONNREFUSED 127.0.0.1:5432, not found'],
    ['Error: getaddrinfo EAI_AGAIN db: not found'],
    ['Error: UNABLE_TO_VERIFY_LEAF_SIGNATURE, certificate missing'],
    ['Error [MY_CODE]: a path is required'],
    ['ReferenceError: MAX_ITEMS is not defined'],
    ["NameError: name 'MAX_ITEMS' is not defined"],
    ["TypeError: Cannot read properties of undefined (reading 'MAX_ITEMS')"],
    ['LOG_LEVEL not set, using info'],
    ['  SENTRY_ACCESS_TOKEN     Sentry auth token (alternative to --access-token)'],
    ['LOG_LEVEL is not set; defaulting to info'],
    ['HTTP_PROXY is optional and not set'],
    ['METRICS_PORT not set, metrics are disabled'],
    ['[INFO] HTTP_PROXY is not set'],
    ['INFO: HTTP_PROXY is not set'],
    ['2026-11-01T00:00:00Z debug HTTP_PROXY is not set'],
    ['2026-11-01 00:00:00,123 - server - INFO - HTTP_PROXY is not set'],
    ['{"level":"info","msg":"HTTP_PROXY is not set"}'],
  ])('reads no variable in %s', (line) => {
    expect(missingVariable(['starting', line])).toBeUndefined();
  });

  it.each([
    {
      name: 'a fault below a line that is none',
      lines: ['HTTP_PROXY is not set', 'Error: listen EADDRINUSE: address already in use :::3000'],
      found: undefined,
    },
    {
      name: 'words of the system below it',
      lines: ['HTTP_PROXY is not set', 'Address already in use'],
      found: undefined,
    },
    {
      name: 'a fault that names one above another fault',
      lines: ['Error: API_KEY is required', 'Error: the server was not started'],
      found: 'API_KEY',
    },
    {
      name: 'a line above one that only says that it ended',
      lines: ['Missing required variable API_KEY', 'error Command failed with exit code 1.'],
      found: 'API_KEY',
    },
    {
      name: 'a line above one that only says that it did not start',
      lines: ['Missing required variable API_KEY', 'Failed to start server'],
      found: 'API_KEY',
    },
    {
      name: 'a line below a fault',
      lines: ['Error: invalid environment', '  API_KEY: Required', '    at main.js:1'],
      found: 'API_KEY',
    },
    {
      name: 'a key of one word that was read of the environment',
      lines: [
        '  File "/app/main.py", line 3, in <module>',
        '    token = os.environ["TOKEN"]',
        '            ~~~~~~~~~~^^^^^^^^^',
        '  File "<frozen os>", line 714, in __getitem__',
        "KeyError: 'TOKEN'",
      ],
      found: 'TOKEN',
    },
    {
      name: 'a field of pydantic',
      lines: [
        'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings',
        'GITHUB_TOKEN',
        '  Field required [type=missing, input_value={}, input_type=dict]',
        '    For further information visit https://errors.pydantic.dev/2/v/missing',
      ],
      found: 'GITHUB_TOKEN',
    },
    {
      name: 'a field of pydantic whose variable may be called otherwise',
      lines: [
        'pydantic_core.ValidationError: 1 validation error for Settings',
        'token',
        '  Field required [type=missing]',
      ],
      found: undefined,
    },
    {
      name: 'an issue of zod',
      lines: ['  "path": [', '    "GITHUB_TOKEN"', '  ],', '  "message": "Required"', '}', ']'],
      found: 'GITHUB_TOKEN',
    },
    {
      name: 'an issue of zod 4',
      lines: [
        '  "path": [',
        '    "GITHUB_TOKEN"',
        '  ],',
        '  "message": "Invalid input: expected string, received undefined"',
      ],
      found: 'GITHUB_TOKEN',
    },
    {
      name: 'an issue of zod about a value that is there',
      lines: ['  "path": [', '    "GITHUB_TOKEN"', '  ],', '  "message": "Too short"'],
      found: undefined,
    },
    {
      name: 'an issue of zod in pretty form',
      lines: ['✖ Invalid input: expected string, received undefined', '  → at GITHUB_TOKEN'],
      found: 'GITHUB_TOKEN',
    },
  ])('of $name: $found', ({ lines, found }) => {
    expect(missingVariable(lines)?.name).toBe(found);
  });

  it('quotes what says it in one line', () => {
    expect(missingVariable(['API_KEY', '  Field required [type=missing]'])?.line).toBe(
      'API_KEY: Field required [type=missing]',
    );
    expect(missingVariable(['✖ Expected string, received undefined', '  → at API_KEY'])?.line).toBe(
      'API_KEY: ✖ Expected string, received undefined',
    );
    expect(missingVariable(["KeyError: 'API_KEY'"])?.line).toBe("KeyError: 'API_KEY'");
  });

  it('goes on to the next name of a sentence that names several', () => {
    const lines = ['Please set SLACK_BOT_TOKEN and SLACK_TEAM_ID environment variables'];
    expect(missingVariable(lines, ['SLACK_BOT_TOKEN'])?.name).toBe('SLACK_TEAM_ID');
    expect(missingVariable(lines, ['SLACK_BOT_TOKEN', 'SLACK_TEAM_ID'])).toBeUndefined();
  });
});
