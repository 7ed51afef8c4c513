import { isAbsolute, join } from 'node:path/posix';
import type { Finding, Location } from '../model/finding.js';
import type { Report } from '../model/report.js';

/** A place in a file of the project. */
export interface FilePlace {
  /** Relative to the project, with `/`. */
  readonly uri: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly endColumn?: number | undefined;
}

type Subject = Pick<Report, 'target' | 'image' | 'files'>;

/** Where in the project a finding belongs: the instruction that made it so, or the file that it names. */
export function filePlace(finding: Finding, subject: Subject): FilePlace | undefined {
  if (finding.madeBy !== undefined) return finding.madeBy;
  const { location } = finding;
  return location !== undefined && isFile(location, subject) ? location : undefined;
}

/** The same, and where nothing is known the file that stands for the whole of it; undefined without a project. */
export function nearestFile(finding: Finding, subject: Subject): FilePlace | undefined {
  const place = filePlace(finding, subject);
  const uri = subject.files?.config ?? subject.files?.dockerfile;
  return place ?? (uri === undefined ? undefined : { uri });
}

function isFile({ uri, line, layer }: Location, { target, image }: Subject): boolean {
  // What is not below the project is shown nowhere by a server that knows its files.
  if (isAbsolute(uri) || /^[a-z]:[/\\]/iu.test(uri)) return false;
  if (line !== undefined) return true;
  return layer === undefined && uri !== image?.reference && uri !== target && !/^[a-z][a-z\d+.-]+:/iu.test(uri);
}

/** `Dockerfile:12`, or the image as it is called. */
export function placeWords({ location, madeBy }: Finding): string | undefined {
  const place = madeBy ?? location;
  if (place === undefined) return undefined;
  return place.line === undefined ? place.uri : `${place.uri}:${place.line}`;
}

/** `server/Dockerfile`, of a project that is not at the top of its repository. */
export const fromTheTop = (folder: string, path: string): string => join(folder, path);
