// What a target of the publish benchmark is: a server or folder on this machine that takes an output's events.

export interface RunningTarget {
  /** The output's entry in `sundial.yaml`, without its name. */
  readonly entry: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface BenchTarget {
  readonly name: string;
  /** Whether the server, not the output, takes so long that fewer events have to do. */
  readonly isSlow?: boolean;
  /** Why the target cannot run here; undefined if it can. */
  why(): string | undefined;
  /** @param folder an empty folder for the target's files */
  start(folder: string): Promise<RunningTarget>;
}

export const LOOPBACK = '127.0.0.1';
