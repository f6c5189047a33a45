// Cuts JSON reports (an array of objects, or one object a line) into objects and their fields as raw bytes.
import { LIMITS } from '../domain/limits.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const LF = 0x0a;
/** Blank, comma and the brackets of an array: what stands between objects. */
const BETWEEN = new Set([0x20, 0x09, 0x0d, LF, 0x2c, 0x5b, 0x5d]);

export type FoundJson = 'object' | 'garbage' | 'more' | 'end';

/** Fed with chunks like the CSV reader; `start` and `end` delimit the object or garbage found last. */
export class JsonReader {
  buffer: Buffer = Buffer.allocUnsafe(256 * 1024);
  start = 0;
  end = 0;
  /** Byte offset of the object in the report. */
  offset = 0;
  private length = 0;
  private position = 0;
  private consumed = 0;
  private finished = false;

  push(chunk: Uint8Array): void {
    this.buffer.copyWithin(0, this.position, this.length);
    this.length -= this.position;
    this.consumed += this.position;
    this.position = 0;
    if (this.length + chunk.length > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + chunk.length));
      this.buffer.copy(grown, 0, 0, this.length);
      this.buffer = grown;
    }
    this.buffer.set(chunk, this.length);
    this.length += chunk.length;
  }

  finish(): void {
    this.finished = true;
  }

  next(): FoundJson {
    const { buffer, length } = this;
    while (this.position < length && BETWEEN.has(buffer[this.position]!)) this.position++;
    if (this.position >= length) return this.finished ? 'end' : 'more';
    this.start = this.position;
    this.offset = this.consumed + this.position;
    if (buffer[this.position] !== OPEN) return this.garbage();
    return this.object();
  }

  private object(): FoundJson {
    const { buffer, length } = this;
    let depth = 0;
    let inString = false;
    for (let at = this.start; at < length; at++) {
      const byte = buffer[at];
      if (inString) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN) depth++;
      else if (byte === CLOSE && --depth === 0) {
        this.end = at + 1;
        this.position = this.end;
        return 'object';
      }
    }
    const tooLong = length - this.start > LIMITS.recordBytes;
    return this.finished || tooLong ? this.garbage() : 'more';
  }

  /** Anything else, up to the end of its line. */
  private garbage(): FoundJson {
    let at = this.start;
    while (at < this.length && this.buffer[at] !== LF) at++;
    if (at >= this.length && !this.finished && at - this.start <= LIMITS.recordBytes) return 'more';
    this.end = at;
    this.position = at;
    return 'garbage';
  }
}

/** One field of an object: its name and its value's bytes as text. */
export interface JsonField {
  readonly name: string;
  readonly value: Buffer;
}

const KEY = /\s*("(?:[^"\\]|\\.)*")\s*:\s*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const PRIMITIVE = /[^\s,{}[\]"]+/y;

/**
 * The fields of one object. Strings are unescaped; numbers, booleans and nested values keep the text they have in
 * the file; null counts as empty. Undefined if the bytes are no JSON object.
 */
export function readFields(bytes: Buffer): JsonField[] | undefined {
  // One character per byte, so that values come back as the bytes they were.
  const text = bytes.toString('latin1');
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const fields: JsonField[] = [];
  let at = 1;
  for (;;) {
    KEY.lastIndex = at;
    const key = KEY.exec(text);
    if (!key) return fields;
    const end = valueEnd(text, KEY.lastIndex);
    const raw = text.slice(KEY.lastIndex, end);
    const name = unescapeString(key[1]!).toString('utf8');
    fields.push({
      name,
      value: raw.startsWith('"') ? unescapeString(raw) : Buffer.from(raw === 'null' ? '' : raw, 'latin1'),
    });
    at =
      text.indexOf(',', end) === -1
        ? text.length
        : end + (/^\s*,/.exec(text.slice(end, end + 64))?.[0].length ?? text.length);
  }
}

function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first !== '{' && first !== '[') {
    const pattern = first === '"' ? STRING : PRIMITIVE;
    pattern.lastIndex = start;
    return start + (pattern.exec(text)?.[0].length ?? 0);
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      STRING.lastIndex = at;
      at += (STRING.exec(text)?.[0].length ?? 1) - 1;
    } else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** A JSON string token (one character per byte) as the bytes it stands for. */
function unescapeString(token: string): Buffer {
  const bytes = Buffer.from(token.slice(1, -1), 'latin1');
  if (!token.includes('\\')) return bytes;
  return Buffer.from(JSON.parse(`"${bytes.toString('utf8')}"`) as string);
}
