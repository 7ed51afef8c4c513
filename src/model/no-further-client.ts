/** Why a question stayed unasked that needs a session of its own. */
export const NO_FURTHER_CLIENT = 'The server takes no further client over HTTP; see http/session-rules.';
