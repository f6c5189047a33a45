// An instance of the kernel: WebAssembly with a separate memory, which TypeScript reads and writes directly.
import { KERNEL_BASE64 } from './built.js';

/** The functions that assembly/index.ts exports. Addresses and lengths are in bytes of the kernel's memory. */
export interface KernelFunctions {
  readonly memory: WebAssembly.Memory;
  room(length: number): number;
  hashMessage(length: number): number;
  clear(): void;
  region(bytes: number): number;
  configure(plan: number, mapPairs: number, isNewBlock: number): void;
  take(from: number, to: number): void;
  skipTo(from: number): void;
  run(line: number, maxRows: number, maxBytes: number): number;
}

/** The functions that assembly/odd.ts declares. */
export interface OddCells {
  wordIndex(column: number, start: number, end: number): number;
  oddNumber(max: number, start: number, end: number): number;
  oddTime(start: number, end: number): number;
  oddSeverity(start: number, end: number): number;
  oddAddress(isRange: number, start: number, end: number, into: number): number;
  addTags(row: number, start: number, end: number): number;
  addCves(row: number, start: number, end: number): void;
  oddSubject(form: number, start: number, end: number, into: number): number;
  earlierKey(message: number, length: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** A kernel with its memory. All functions are synchronous. */
export class Kernel {
  readonly functions: KernelFunctions;
  private buffer: ArrayBuffer;
  private bytes: Buffer;
  private numbers: Uint32Array;

  /** @param odd reads the cells that the kernel leaves to TypeScript; not needed for hashing messages */
  constructor(odd: OddCells = NO_CELLS) {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
    const instance = new WebAssembly.Instance(compiled, { odd: odd as unknown as Record<string, unknown> });
    this.functions = instance.exports as unknown as KernelFunctions;
    this.buffer = this.functions.memory.buffer;
    this.bytes = Buffer.from(this.buffer);
    this.numbers = new Uint32Array(this.buffer);
  }

  /** The current memory: when the memory grows, a new buffer replaces the earlier one. */
  get memory(): Buffer {
    this.renew();
    return this.bytes;
  }

  /** The current memory as numbers of 4 bytes; the index of a number is a quarter of its address. */
  get words(): Uint32Array {
    this.renew();
    return this.numbers;
  }

  private renew(): void {
    if (this.buffer.byteLength > 0) return;
    this.buffer = this.functions.memory.buffer;
    this.bytes = Buffer.from(this.buffer);
    this.numbers = new Uint32Array(this.buffer);
  }

  /**
   * The first 128 bits of the BLAKE3 hash of `message[0, length)`. The next call overwrites the 16 bytes.
   *
   * @param length in bytes, below 2^32
   */
  hash(message: Uint8Array, length = message.length): Buffer {
    const room = this.functions.room(length);
    this.memory.set(length === message.length ? message : message.subarray(0, length), room);
    const result = this.functions.hashMessage(length);
    return this.bytes.subarray(result, result + 16);
  }
}

const refuse = (): never => {
  throw new Error('a kernel for messages was given cells');
};
const NO_CELLS: OddCells = {
  wordIndex: refuse,
  oddNumber: refuse,
  oddTime: refuse,
  oddSeverity: refuse,
  oddAddress: refuse,
  addTags: refuse,
  addCves: refuse,
  oddSubject: refuse,
  earlierKey: refuse,
};
