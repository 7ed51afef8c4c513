import { z } from 'zod';
import { jsonOrUndefined } from './json-or-undefined.js';

const labelSchema = z.object({
  http: z.object({ port: z.number().optional(), path: z.string().optional() }).optional(),
  stdio: z.object({}).optional(),
});

/** What the label says; undefined when it is not the JSON of transports. */
export function readTransportsLabel(text: string): z.infer<typeof labelSchema> | undefined {
  return labelSchema.safeParse(jsonOrUndefined(text)).data;
}
