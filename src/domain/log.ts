// The log as the stations see it: a fixed message, and what it is about in fields of their own.

/** What a message is about. Secrets do not belong here; the log hides what looks like one all the same. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Messages are constant texts, so that they can be counted and searched; everything else goes into fields. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export type LogLevel = keyof Log;

const nothing = () => {};

/** A log that keeps nothing, for commands and tests that have none. */
export const SILENT_LOG: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing };
