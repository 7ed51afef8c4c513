/** Rises with every change of what a scan sees or says, so that no answer of an older scan is given for a newer one. */
export const SCAN_VERSION = 3;
