// Extracts the explanation from a server's error answer in a form that may be shown: one short line without secrets.
import { LIMITS } from '../domain/limits.js';
import { redact, type Secret, withoutAddresses } from '../domain/secret.js';
import { printable } from '../text/index.js';

/** Download ids and tokens have some fifty characters; no ordinary word is this long. */
const LIKE_AN_ID = /[^\s"'<>()]{32,}/g;

/** The explanation in an answer: the error in its JSON, or its plain text; nothing from a web page. */
export function serverWords(body: Buffer, secrets: readonly Secret[]): string {
  const text = body.toString('utf8').trim();
  return text.startsWith('<') ? '' : shownWords(errorMember(text) ?? text, secrets);
}

/** A server's text in a form that may be shown. */
export function shownWords(text: string, secrets: readonly Secret[]): string {
  const line = printable(withoutSecrets(text, secrets).replaceAll(/\s+/g, ' ').trim());
  return line.length > LIMITS.httpWords ? `${line.slice(0, LIMITS.httpWords)}...` : line;
}

/** An error answer for a person who sent the request by hand: its lines, cut if they are too many. */
export function shownAnswer(body: Buffer, secrets: readonly Secret[]): string {
  const text = withoutSecrets(body.toString('utf8').trim(), secrets);
  const lines = text.split(/\r?\n/).map(printable).join('\n');
  const limit = LIMITS.httpAnswerShown;
  return lines.length > limit ? `${lines.slice(0, limit)}...` : lines;
}

function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  return withoutAddresses(redact(text, secrets)).replaceAll(LIKE_AN_ID, '[redacted]');
}

/**
 * The error in a JSON answer, including answers with status 200: `{"error": "text"}` of the Reports API, `{"error":
 * {"code", "message"}}` of Microsoft and Google, `{"error": {"type", "reason"}}` of Elasticsearch, `{"error",
 * "error_description"}` of token endpoints (RFC 6749, 5.2).
 *
 * @returns undefined if the text is not such an answer
 */
export function errorMember(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { error, error_description: described } = JSON.parse(text) as Record<string, unknown>;
    if (error === undefined || error === null || error === false || error === '') return undefined;
    if (typeof error === 'string') return [error, firstLine(described)].filter(Boolean).join(': ');
    const { code, message, type, reason } = error as Record<string, unknown>;
    return [code ?? type, message ?? reason].filter(Boolean).join(': ') || JSON.stringify(error);
  } catch {
    return undefined;
  }
}

/** Microsoft adds lines with trace ids. */
const firstLine = (text: unknown) => (typeof text === 'string' ? text.split(/\r?\n/)[0] : '');

/** Describes a text that should have been JSON. */
export function notJson(text: string): string {
  if (text.trim() === '') return 'it is empty';
  return /^\s*</.test(text) ? 'it is a web page' : 'it is not JSON';
}
