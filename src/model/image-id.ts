/**
 * Whether a reference can only be the id of an image that is here: `sha256:…`, or 12 to 64 hexadecimal digits. No registry knows
 * ids; asked for one, Docker Hub is asked for a repository of that name.
 */
export const isImageId = (reference: string): boolean =>
  /^sha256:[0-9a-f]{1,64}$/iu.test(reference) || /^[0-9a-f]{12,64}$/u.test(reference);
