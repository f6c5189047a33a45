// Cuts JSON reports (an array of objects, or one object a line) into objects and their fields as raw bytes.
import { LIMITS } from '../domain/limits.js';
import { FedBuffer } from './fed-buffer.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const LF = 0x0a;
const START_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** The characters between objects: blanks, commas and the brackets of an array. */
const BETWEEN = new Set([0x20, 0x09, 0x0d, LF, 0x2c, 0x5b, 0x5d]);

export type FoundJson = 'object' | 'garbage' | 'more' | 'end';

/** Takes chunks like the CSV reader; `start` and `end` delimit the last object or garbage. */
export class JsonReader extends FedBuffer {
  start = 0;
  end = 0;
  /** Byte offset of the object in the report. */
  offset = 0;

  constructor(private readonly recordBytes: number = LIMITS.recordBytes) {
    super(START_BYTES);
  }

  next(): FoundJson {
    const { buffer, length } = this;
    if (this.consumed === 0 && this.position === 0) {
      if (length < BYTE_ORDER_MARK.length && !this.finished) return 'more';
      if (BYTE_ORDER_MARK.equals(buffer.subarray(0, Math.min(length, BYTE_ORDER_MARK.length))))
        this.position = BYTE_ORDER_MARK.length;
    }
    while (this.position < length && BETWEEN.has(buffer[this.position]!)) this.position++;
    if (this.position >= length) return this.finished ? 'end' : 'more';
    if (this.isTooEarly()) return 'more';
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
        // A JSON string cannot contain a line break: this object was cut off, and the next line may be complete.
        else if (byte === LF) return this.garbage();
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN) {
        // Bounds how often a byte is examined if no object ever ends.
        if (++depth > LIMITS.jsonDepth) return this.garbage();
      } else if (byte === CLOSE && --depth === 0) {
        if (at + 1 - this.start > this.recordBytes) return this.garbage();
        this.end = at + 1;
        this.position = this.end;
        return 'object';
      }
    }
    const tooLong = length - this.start > this.recordBytes;
    return this.finished || tooLong ? this.garbage() : this.unfinished(this.recordBytes);
  }

  /** Anything else, up to the end of its line. */
  private garbage(): FoundJson {
    let at = this.start;
    while (at < this.length && this.buffer[at] !== LF) at++;
    if (at >= this.length && !this.finished && at - this.start <= this.recordBytes)
      return this.unfinished(this.recordBytes);
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

/** The characters between the parts of an object. */
const GAP = /[\s,:]*/y;
const PRIMITIVE = /[^\s,{}[\]"]+/y;
const ESCAPE = /\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\./g;

/**
 * The fields of one object. Strings are unescaped; numbers, booleans and nested values keep their text from the file;
 * null counts as empty. Undefined if the bytes are not a JSON object.
 */
export function readFields(bytes: Buffer): JsonField[] | undefined {
  // One character per byte, so that values keep their bytes.
  const text = bytes.toString('latin1');
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const fields: JsonField[] = [];
  // The text is valid JSON at this point, so first characters suffice to tell names, values and separators apart.
  for (let at = skipGap(text, 1); text[at] === '"'; ) {
    const nameEnd = stringEnd(text, at);
    const start = skipGap(text, nameEnd);
    const end = valueEnd(text, start);
    const raw = text.slice(start, end);
    fields.push({
      name: unescapeString(text.slice(at, nameEnd)).toString('utf8'),
      value: raw.startsWith('"') ? unescapeString(raw) : Buffer.from(raw === 'null' ? '' : raw, 'latin1'),
    });
    at = skipGap(text, end);
  }
  return fields;
}

function skipGap(text: string, at: number): number {
  GAP.lastIndex = at;
  return at + GAP.exec(text)![0].length;
}

/** The end of the string that begins at `start`. A regular expression would fail on strings of several megabytes. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first !== '{' && first !== '[') {
    PRIMITIVE.lastIndex = start;
    return start + (PRIMITIVE.exec(text)?.[0].length ?? 0);
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = stringEnd(text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** A JSON string token (one character per byte) as the bytes it stands for. */
function unescapeString(token: string): Buffer {
  // Escapes become UTF-8, still one character per byte; the bytes around them stay unchanged, valid or not.
  const text = token.slice(1, -1).replace(ESCAPE, (sequence) => {
    return Buffer.from(JSON.parse(`"${sequence}"`) as string).toString('latin1');
  });
  return Buffer.from(text, 'latin1');
}
