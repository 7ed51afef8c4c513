/** Too many requests, or too busy: a server that is asked more than it allows says nothing of the question with that. */
export const isLimited = (status: number | undefined): status is 429 | 503 => status === 429 || status === 503;
