// Wraps texts that must not be shown, such as keys, secrets and download ids; they always print as a mark.
import { inspect } from 'node:util';

const MARK = '[redacted]';

/** The texts, stored outside of the objects so that listing an object's properties does not reveal them. */
const TEXTS = new WeakMap<Secret, string>();

/**
 * Wraps a secret text, so that logs, errors and JSON show a mark even if the code overlooks the secret. Download ids are
 * secrets like keys, because an id alone is enough to download the report (publisher's report-manager.py).
 */
export class Secret {
  constructor(text: string) {
    TEXTS.set(this, text);
  }

  /** The text itself, for the code that has to send it. */
  reveal(): string {
    return TEXTS.get(this)!;
  }

  toString(): string {
    return MARK;
  }

  toJSON(): string {
    return MARK;
  }

  [inspect.custom](): string {
    return MARK;
  }
}

/** Replaces all secrets in a text by the mark; a server's error page may quote a secret. */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets
    .map((secret) => secret.reveal())
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, MARK), text);
}

/** An address in a text: its scheme, a name and password that it may carry, its host, and the rest. */
const ADDRESS = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]*)([/?#][^\s"'<>]*)?/gi;

/** Cuts URLs in a text after their host, because the rest may give access to a download. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(ADDRESS, (_, scheme: string, host: string, rest = '') =>
    rest.length > 1 ? `${scheme}${host}/${MARK}` : `${scheme}${host}${rest}`,
  );
}
