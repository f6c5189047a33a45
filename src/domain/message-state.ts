// The states of a message that reports may come with.

/** Its reports are safe; nothing was taken from it; or something in it failed. */
export const MESSAGE_STATES = ['handled', 'left', 'failed'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];
