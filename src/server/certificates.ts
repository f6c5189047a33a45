// The certificates of a listener: one for each name under which clients know it, read again when files are renewed.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls';
import { SundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';

/** The PEM files of a certificate with its chain, and of its private key. */
interface Pair {
  readonly cert: string;
  readonly key: string;
}

interface Loaded {
  readonly pair: Pair;
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly certificate: X509Certificate;
  readonly context: SecureContext;
}

/** Earlier versions of TLS are broken. */
const MIN_VERSION = 'TLSv1.2';

/** How often files are compared with what was read, in milliseconds. */
const LOOK_MS = 30_000;

export class Certificates {
  private lookedAt = performance.now();

  private constructor(
    private loaded: readonly Loaded[],
    private readonly log: Log,
  ) {}

  /**
   * @param listener the prefix of the options that name the files: `api` for `api_tls_certs` and `api_tls_keys`
   * @throws SundialError `config-invalid`, `file-unreadable`, `certificate-unusable`
   */
  static open(
    listener: 'api' | 'web',
    certs: readonly string[],
    keys: readonly string[],
    log: Log,
  ): Certificates | undefined {
    const key = `${listener}_tls_keys`;
    if (certs.length !== keys.length)
      throw new SundialError('config-invalid', {
        ...{ place: key, key },
        problem: `names ${keys.length} files, but ${listener}_tls_certs names ${certs.length}`,
        expected: 'one key for each certificate, in the same order',
        example: 'transform-key.pem, dl-key.pem',
      });
    if (certs.length === 0) return undefined;
    const pairs = certs.map((cert, at) => ({ cert: path.resolve(cert), key: path.resolve(keys[at]!) }));
    return new Certificates(pairs.map(load), log);
  }

  /** The settings of a server with TLS 1.2 or later. */
  tlsOptions(): TlsOptions {
    const { cert, key } = this.loaded[0]!;
    return {
      minVersion: MIN_VERSION,
      // For clients that name no host.
      ...{ cert, key },
      SNICallback: (name, done) => done(null, this.contextFor(name)),
    };
  }

  /** The certificate for a name, or else the first one. */
  contextFor(name: string): SecureContext {
    if (performance.now() - this.lookedAt > LOOK_MS) this.refresh();
    const fitting = this.loaded.find(({ certificate }) => certificate.checkHost(name) !== undefined);
    return (fitting ?? this.loaded[0]!).context;
  }

  /** Reads renewed files; while they cannot be read, the earlier certificates stay in use. */
  refresh(): void {
    this.lookedAt = performance.now();
    this.loaded = this.loaded.map((before) => {
      try {
        const { cert, key, pair } = before;
        const isSame = readFrom(pair.cert).equals(cert) && readFrom(pair.key).equals(key);
        return isSame ? before : load(pair);
      } catch (thrown) {
        this.log.error('a renewed certificate cannot be used', { problem: String(thrown) });
        return before;
      }
    });
  }
}

/** @throws SundialError `file-unreadable`, `certificate-unusable` */
function load(pair: Pair): Loaded {
  const [cert, key] = [readFrom(pair.cert), readFrom(pair.key)];
  try {
    const certificate = new X509Certificate(cert);
    return {
      pair,
      cert,
      key,
      certificate,
      context: createSecureContext({ cert, key, minVersion: MIN_VERSION }),
    };
  } catch {
    // The library's message may quote the key.
    throw new SundialError('certificate-unusable', { file: pair.cert, key: pair.key });
  }
}

function readFrom(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw new SundialError('file-unreadable', { file, problem }, { cause: thrown });
  }
}
