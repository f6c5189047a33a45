// What the kernel offers to TypeScript; `npm run build:kernel` compiles the files of this folder.
import { blake3 } from './blake3';

/** Where a message is put, grown to what was asked for. */
let message: usize = heap.alloc(4096);
let messageBytes: u32 = 4096;
/** Where results of a few bytes are put. */
const RESULT = memory.data(16, 16);

/** The address of room for a message of `length` bytes, valid until the next call. */
export function room(length: u32): usize {
  if (length > messageBytes) {
    heap.free(message);
    message = heap.alloc(length);
    messageBytes = length;
  }
  return message;
}

/** The address of the first 16 bytes of the BLAKE3 hash of the message put into the room. */
export function hashMessage(length: u32): usize {
  blake3(message, length, RESULT);
  return RESULT;
}
