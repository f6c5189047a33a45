// Redacts possible secrets in logged values: by field name, by form, and by text.
import { redact, Secret, withoutAddresses } from '../domain/secret.js';

const MARK = '[redacted]';

/** Words in field names whose values are never logged: ids give access to downloads, and addresses contain ids. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  'key keys apikey secret secrets password passwords passphrase token tokens id ids url urls uri uris link links authorization hmac hmac2 signature cookie credential credentials'.split(
    ' ',
  ),
);

/** Limits on nesting, length and number of values; anything beyond is cut, because a log is not a store of data. */
const DEPTH = 6;
const ITEMS = 50;
const TEXT = 2_000;

/** Makes the function that redacts any value for the log. */
export function redactor(secrets: readonly Secret[]): (value: unknown) => unknown {
  const known = withEncoded(secrets);
  const text = (value: string) => cut(withoutAddresses(redact(value, known)));
  const show = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Secret) return MARK;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof URL) return text(value.href);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= DEPTH) return '[deeper]';
    if (value instanceof Error) return shownError(value, depth);
    if (Array.isArray(value) || value instanceof Set)
      return [...value].slice(0, ITEMS).map((item) => show(item, depth + 1));
    return fields(value instanceof Map ? [...value] : Object.entries(value), depth);
  };
  const fields = (entries: readonly (readonly [unknown, unknown])[], depth: number) =>
    Object.fromEntries(
      entries.slice(0, ITEMS).map(([key, value]) => {
        const name = String(key);
        return [text(name), isSecretName(name) ? MARK : show(value, depth + 1)];
      }),
    );
  const shownError = (error: Error, depth: number) => ({
    name: text(error.name),
    message: text(error.message),
    ...('code' in error && { code: show(error.code, depth + 1) }),
    ...(error.cause !== undefined && { cause: show(error.cause, depth + 1) }),
  });
  return (value) => show(value, 0);
}

/** Whether a field's name marks its value as secret: one of its words does, in any spelling. */
function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => SECRET_WORDS.has(word));
}

/** The secrets, and their URL-encoded forms. */
function withEncoded(secrets: readonly Secret[]): Secret[] {
  return secrets.flatMap((secret) => [secret, new Secret(encodeURIComponent(secret.reveal()))]);
}

function cut(text: string): string {
  return text.length > TEXT ? `${text.slice(0, TEXT)}...` : text;
}
