// The stations' interface to the log: a constant message, with data in fields.

/** The data of a message. Must not contain secrets, although the log redacts whatever looks like one. */
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

/** A log that discards everything, for commands and tests without a log. */
export const SILENT_LOG: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing };
