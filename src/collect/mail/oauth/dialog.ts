// What happens between a person and Sundial while the person grants permission to read a mailbox.

export interface AuthorizeDialog {
  /** Shows the person what to do next, on lines of their own. */
  readonly show: (text: string) => void;
  readonly signal: AbortSignal;
  /** The port on 127.0.0.1 to which the browser returns; 0 = any free one. */
  readonly port: number;
}

/** Permission that was granted and is kept. */
export interface Authorization {
  /** The file that keeps it. */
  readonly file: string;
  /** When it ends without being used, if the server says so. */
  readonly expires?: Date | undefined;
}
