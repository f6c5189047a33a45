// What people do to findings, in words, and what was just done on a page.
import { instant, MARK_WORDS } from '../words/en.ts';

export type Mark = keyof typeof MARK_WORDS;

/** A finding to which something can be done. */
export interface Markable {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  /** Its newest step as the page knows it: if there is another one, the finding is left as it is. */
  readonly step: number;
}

/** What was done to a finding on this page and is not part of the server's answer yet. */
export interface Outcome {
  readonly text: string;
  /** Whether the server has confirmed it. */
  readonly isSaved: boolean;
}

export type Outcomes = ReadonlyMap<string, Outcome>;

/** The word for a change of a finding. */
export const wordOf = (change: string): string => MARK_WORDS[change as Mark] ?? change.replaceAll('_', ' ');

interface Said {
  readonly author: string;
  readonly at: string;
  readonly reason: string;
}

/** `told by ada, Mar 5, 2026, 9:00 AM UTC: by telephone` */
export function saidBy(what: string, { author, at, reason }: Said): string {
  return `${what} by ${author}, ${instant(at)}${reason && `: ${reason}`}`;
}
