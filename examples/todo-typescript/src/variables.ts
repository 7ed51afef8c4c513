import { z } from 'zod';

import { parseAddressList } from './http/client-address.ts';
import { parseRate } from './http/rate-limit.ts';
import { LOG_LEVELS } from './log.ts';

const text = z.string().trim();
const flag = z.stringbool();
const level = z.string().toUpperCase().pipe(z.enum(LOG_LEVELS));
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value));
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const hostName = z
  .string()
  .toLowerCase()
  .regex(/^([\w.-]+|\[[\da-f:.]+\])$/);
const origin = z
  .string()
  .toLowerCase()
  .regex(/^[a-z][a-z\d+.-]*:\/\/[^/\s]+$/);
const port = wholeNumber(1, 65_535);

const LEVELS = `one of ${LOG_LEVELS.join(', ')}`;
const BOOLEAN = 'true or false';
const PORT = 'a port from 1 to 65535';
const URL_TEXT = 'an http or https URL';

/** Every environment variable of this server. Each description says what is allowed and ends up in the error message. */
export const Variables = z.object({
  MCP_SERVER_NAME: text
    .regex(/^[\w.-]{1,64}$/)
    .default('todo-mcp-server')
    .describe('up to 64 letters, digits, dots, dashes and underscores'),

  MCP_LOG_LEVEL: level.optional().describe(LEVELS),
  LOG_LEVEL: level.optional().describe(LEVELS),
  DEBUG: flag.default(false).describe(BOOLEAN),
  LOG_FORMAT: z.enum(['json', 'text']).default('json').describe('json or text'),

  MCP_SERVER_HOST: text.default('0.0.0.0').describe('an address to listen on'),
  // Hosting platforms that assign a port do it in PORT.
  PORT: port.optional().describe(PORT),
  MCP_SERVER_PORT: port.default(3000).describe(PORT),
  MCP_ALLOWED_HOSTS: list
    .pipe(z.array(hostName))
    .optional()
    .describe('a comma-separated list of host names without scheme and port'),
  ALLOWED_ORIGINS: list
    .pipe(z.array(origin))
    .default(['https://chatgpt.com', 'https://claude.ai'])
    .describe('a comma-separated list of origins such as https://example.com, without a path'),
  CORS_MAX_AGE: wholeNumber(0, 86_400).default(3600).describe('a number of seconds from 0 to 86400'),
  // Off unless set: behind a proxy that FORWARDED_ALLOW_IPS does not name, all clients would share one allowance.
  RATE_LIMIT: parsedWith(parseRate).optional().describe('a number per second, minute or hour, such as 100/minute'),
  FORWARDED_ALLOW_IPS: parsedWith(parseAddressList)
    .prefault('')
    .describe('a comma-separated list of IP addresses and networks such as 10.0.0.0/8, or *'),

  METRICS_ENABLED: flag.optional().describe(BOOLEAN),
  METRICS_PORT: port.default(9090).describe(PORT),

  ENABLE_HEALTH_TOOL: flag.default(false).describe(BOOLEAN),

  STORAGE: z.enum(['sqlite', 'backend']).optional().describe('sqlite or backend'),
  DATABASE_PATH: text.default('./data/todo.db').describe('a file path'),
  FASTAPI_BASE_URL: httpUrl.optional().describe(URL_TEXT),
  SERVICE_AUTH_TOKEN: text
    .regex(/^[\w.~+/-]+=*$/)
    .optional()
    .describe('letters, digits and any of -._~+/='),
  BACKEND_TIMEOUT: z.coerce
    .number()
    .positive()
    .max(3600)
    .default(30)
    .describe('a number of seconds above 0, at most 3600'),
  BACKEND_MAX_RETRIES: wholeNumber(0, 10).default(2).describe('a whole number from 0 to 10'),
  BACKEND_STARTUP_CHECK: flag.default(false).describe(BOOLEAN),

  AUTH_SERVER_URL: httpUrl.optional().describe(URL_TEXT),
  AUTH_JWKS_URL: httpUrl.optional().describe(URL_TEXT),
  AUTH_ISSUER_URL: z.url().optional().describe('a URL'),
  RESOURCE_SERVER_URL: httpUrl.optional().describe(URL_TEXT),
  REQUIRED_SCOPES: list.prefault('user,read').describe('a comma-separated list of scopes'),
});
export type Variables = z.infer<typeof Variables>;

function wholeNumber(min: number, max: number) {
  return z.coerce.number().int().min(min).max(max);
}

function parsedWith<Value>(parse: (value: string) => Value) {
  return z.string().transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: String(error) });
      return z.NEVER;
    }
  });
}
