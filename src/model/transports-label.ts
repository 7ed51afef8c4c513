import { z } from 'zod';

const labelSchema = z.object({
  http: z.object({ port: z.number().optional(), path: z.string().optional() }).optional(),
  stdio: z.object({}).optional(),
});

/** What the label says; undefined when it is not the JSON of transports. */
export function readTransportsLabel(text: string): z.infer<typeof labelSchema> | undefined {
  try {
    return labelSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // No JSON at all: the caller says so.
    return undefined;
  }
}
