// An instance of the kernel: WebAssembly with a memory of its own, which TypeScript reads and writes directly.
import { KERNEL_BASE64 } from './built.js';

/** What assembly/index.ts exports. Addresses and lengths are in bytes of the kernel's memory. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  room(length: number): number;
  hashMessage(length: number): number;
}

let compiled: WebAssembly.Module | undefined;

/** A kernel with a memory of its own; its methods answer at once. */
export class Kernel {
  private readonly exports: Exports;
  private bytes: Buffer;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
    this.exports = new WebAssembly.Instance(compiled).exports as unknown as Exports;
    this.bytes = Buffer.from(this.exports.memory.buffer);
  }

  /**
   * The first 128 bits of the BLAKE3 hash of `message[0, length)`. The 16 bytes are used again by the next call.
   *
   * @param length in bytes, below 2^32
   */
  hash(message: Uint8Array, length = message.length): Buffer {
    const room = this.exports.room(length);
    this.memory().set(length === message.length ? message : message.subarray(0, length), room);
    const result = this.exports.hashMessage(length);
    return this.bytes.subarray(result, result + 16);
  }

  /** The memory as it is now: a buffer of its own takes its place whenever it grows. */
  private memory(): Buffer {
    if (this.bytes.length === 0) this.bytes = Buffer.from(this.exports.memory.buffer);
    return this.bytes;
  }
}
