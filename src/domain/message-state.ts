// The states of a mail message that may contain reports.

/** `handled`: its reports are stored; `left`: nothing was taken from it; `failed`: a part of it failed. */
export const MESSAGE_STATES = ['handled', 'left', 'failed'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];
