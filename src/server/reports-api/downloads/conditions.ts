// What a request for a download says about the copy that its client has: tags, encodings and ranges (RFC 9110).

export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A part of the content: its first and last byte. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Whether the client has the content with this tag (`If-None-Match`). */
export function hasCopy(headers: RequestHeaders, tag: string): boolean {
  const given = textOf(headers['if-none-match']);
  if (given === undefined) return false;
  const strong = (text: string) => text.trim().replace(/^W\//, '');
  return given.trim() === '*' || given.split(',').some((each) => strong(each) === tag);
}

/** Whether the client accepts gzip (`Accept-Encoding`); a client that asks for a range gets plain content. */
export function acceptsGzip(headers: RequestHeaders): boolean {
  if (headers.range !== undefined) return false;
  const codings = (textOf(headers['accept-encoding']) ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase());
  return codings.some((coding) => /^(x-)?gzip(\s*;\s*q\s*=\s*(1(\.0*)?|0?\.\d*[1-9]\d*))?$/.test(coding));
}

/**
 * The range that the client asks for; undefined for the whole content, `none` if there is no such part. Several ranges
 * at once are answered with the whole, as a server may.
 */
export function rangeOf(headers: RequestHeaders, bytes: number): ByteRange | 'none' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec((textOf(headers.range) ?? '').trim());
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '')
    return Number(to) === 0 ? 'none' : { first: Math.max(0, bytes - Number(to)), last: bytes - 1 };
  if (to !== '' && Number(to) < Number(from)) return undefined;
  if (Number(from) >= bytes) return 'none';
  return { first: Number(from), last: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}

/** Whether a range may be answered: not if the client has a part of something else (`If-Range`). */
export function wantsRange(headers: RequestHeaders, tag: string, lastModified: string): boolean {
  const condition = textOf(headers['if-range'])?.trim();
  return (
    headers.range !== undefined &&
    (condition === undefined || condition === tag || condition === lastModified)
  );
}

/** A header that is given several times means the same as its values in one line. */
function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}
