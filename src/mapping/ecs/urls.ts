// The parts of URLs, and of the first lines of HTTP requests that stand in their place in some reports.

/** `GET /path HTTP/1.1`, also without the version. */
const REQUEST_LINE = /^([A-Z]{3,10}) (\S+)(?: HTTP\/(\d(?:\.\d)?))?$/;

export const requestMethod = (cell: string): string | undefined => REQUEST_LINE.exec(cell)?.[1];
export const requestVersion = (cell: string): string | undefined => REQUEST_LINE.exec(cell)?.[3];
export const requestTarget = (cell: string): string => REQUEST_LINE.exec(cell)?.[2] ?? cell;

/** Undefined if the text has no scheme and host. */
function absolute(cell: string): URL | undefined {
  const target = requestTarget(cell);
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
}

export const urlFull = (cell: string): string | undefined =>
  absolute(cell) === undefined ? undefined : requestTarget(cell);
export const urlScheme = (cell: string): string | undefined => absolute(cell)?.protocol.slice(0, -1);
export const urlDomain = (cell: string): string | undefined => absolute(cell)?.hostname || undefined;
export const urlPort = (cell: string): number | undefined => Number(absolute(cell)?.port) || undefined;

export function urlPath(cell: string): string | undefined {
  const target = requestTarget(cell);
  if (target.startsWith('/')) return target.split('?')[0];
  return absolute(cell)?.pathname || undefined;
}

export function urlQuery(cell: string): string | undefined {
  const target = requestTarget(cell);
  if (target.startsWith('/')) return /\?(.+)$/s.exec(target)?.[1];
  return absolute(cell)?.search.slice(1) || undefined;
}

/** The host in the header of a request, which may name a port. */
export function hostOf(cell: string): string | undefined {
  return /^(\[[^\]]+\]|[^:\s/]+)(?::\d{1,5})?$/.exec(cell)?.[1];
}
