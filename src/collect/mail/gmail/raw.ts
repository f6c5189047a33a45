// Extracts the raw message from Gmail's JSON while streaming, so that a large message is never in memory as a whole.
import { SundialError } from '../../../domain/errors.js';

const KEY = /"raw"\s*:\s*"/;
/** The maximum length of the answer before the message: ids, labels, a snippet. */
const BEFORE_BYTES = 1024 * 1024;

/**
 * Decodes the member `raw` of an answer (Gmail API, "users.messages": the message in base64url, which needs no
 * escapes in JSON).
 *
 * @param what the request's name in messages
 */
export async function* rawMessage(json: AsyncIterable<Buffer>, what: string): AsyncGenerator<Buffer> {
  let text = '';
  let isInside = false;
  for await (const chunk of json) {
    text += chunk.toString('latin1');
    if (!isInside) {
      const begin = KEY.exec(text);
      if (!begin && text.length > BEFORE_BYTES) break;
      if (!begin) continue;
      isInside = true;
      text = text.slice(begin.index + begin[0].length);
    }
    const end = text.indexOf('"');
    const usable = end < 0 ? text.length - (text.length % 4) : end;
    if (usable > 0) yield Buffer.from(text.slice(0, usable), 'base64url');
    if (end >= 0) return;
    text = text.slice(usable);
  }
  const problem = isInside ? 'the answer ended before the end of the message' : 'it contains no message';
  throw new SundialError(isInside ? 'mail-cut' : 'mail-garbage', { what, problem });
}
