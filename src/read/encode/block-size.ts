// The most rows and bytes of a block.

/** Rows of a block: large enough for the engine, small enough to stay in the processor's cache. */
export const BLOCK_ROWS = 8_192;
export const BLOCK_BYTES = 8 * 1024 * 1024;
