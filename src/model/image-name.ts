/** A reference without tag and digest: registry, if it names one, and repository. A colon before a slash belongs to a port. */
export const repositoryOf = (reference: string): string => reference.replace(/@.*$/u, '').replace(/:[^/]*$/u, '');
