// Reads a bootstrap file of RDAP from a file or an http(s) address.
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import { readNamed } from '../../domain/whole-file.js';
import { everyServer, type HttpClient, target } from '../../net/index.js';
import { byteSize } from '../../text/index.js';
import { isAddress, shownOrigin } from '../place/origin.js';

export interface BootstrapFile {
  /** The place in the form to show. */
  readonly name: string;
  readonly content: Buffer;
}

/** @throws SundialError `path-missing`, `file-unreadable`, `usage`, `rdap-bootstrap` and those of the connection */
export async function fetchBootstrap(
  from: string,
  http: HttpClient,
  signal: AbortSignal,
): Promise<BootstrapFile> {
  const name = shownOrigin(from);
  if (!isAddress(from)) return { name, content: await readLocal(from) };
  if (!URL.canParse(from))
    throw new SundialError('rdap-bootstrap', { file: name, problem: 'it is not a URL' });
  const response = await http.send({
    ...target(new URL(from)),
    headers: { accept: 'application/json' },
    about: { what: name },
    idleMs: LOOKUP_LIMITS.rdapIdleMs,
    totalMs: LOOKUP_LIMITS.rdapTotalMs,
    maxBytes: LOOKUP_LIMITS.rdapBootstrapBytes,
    signal,
    redirects: everyServer,
  });
  return { name, content: await response.bytes() };
}

function readLocal(file: string): Promise<Buffer> {
  if (!path.isAbsolute(file))
    throw new SundialError('usage', { problem: `"${file}" is not an absolute path, and no http(s) address` });
  const limit = byteSize(LOOKUP_LIMITS.rdapBootstrapBytes);
  const tooLarge = () => new SundialError('rdap-bootstrap', { file, problem: `it is larger than ${limit}` });
  return readNamed(file, LOOKUP_LIMITS.rdapBootstrapBytes, tooLarge);
}
