// Reads rar files of versions 4 and 5.
import type { Format } from './format.js';
import { inspectRar } from './rar-blocks.js';
import { wasmMembers } from './wasm.js';

export const rar: Format = (archive, opening) => wasmMembers(archive, opening, inspectRar);
