// A text that must not be shown: keys, secrets, download ids; it prints as a mark, whatever prints it.
import { inspect } from 'node:util';

const MARK = '[redacted]';

/** The texts, beside the secrets and not in them: whatever lists the properties of an object finds none. */
const TEXTS = new WeakMap<Secret, string>();

/**
 * Wraps a secret text, so that logs, errors and JSON show a mark even where the code forgets that it is one. Download ids
 * are secrets as keys are: an id alone is enough to get the report (publisher's report-manager.py).
 */
export class Secret {
  constructor(text: string) {
    TEXTS.set(this, text);
  }

  /** The text itself, for the one place that has to send it. */
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

/** Puts the mark where a text quotes one of the secrets, as a server's error page may. */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets
    .map((secret) => secret.reveal())
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, MARK), text);
}

/** An address in a text: its scheme, a name and password that it may carry, its host, and the rest. */
const ADDRESS = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]*)([/?#][^\s"'<>]*)?/gi;

/** Cuts addresses in a text after their host, because what follows may open a download. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(ADDRESS, (_, scheme: string, host: string, rest = '') =>
    rest.length > 1 ? `${scheme}${host}/${MARK}` : `${scheme}${host}${rest}`,
  );
}
