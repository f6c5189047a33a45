// The events of the audit log in words.
import type { AnswerOf } from '../../data/request.ts';
import { counted } from '../../words/en.ts';

type Line = AnswerOf<'audit'>['rows'][number];

export const EVENTS: Readonly<Record<string, string>> = {
  'signed-in': 'signed in',
  'signed-out': 'signed out',
  'session-ended': 'ended sessions',
  'password-chosen': 'chose a password',
  'user-invited': 'invited a user',
  'user-reset': 'gave a user a new link',
  'user-role': 'gave a user a role',
  'user-disabled': 'disabled a user',
  'user-removed': 'removed a user',
  'findings-marked': 'marked findings',
  'mark-undone': 'took a mark back',
  'whitelist-added': 'accepted findings',
  'whitelist-removed': 'removed an entry of the whitelist',
  'audit-exported': 'saved the audit log',
};

/** Events of other versions keep their names. */
export function eventInWords({ event, about, role, mark, findings, left, entry }: Line): string {
  const more = [
    about,
    role,
    mark,
    findings !== undefined && counted(findings, 'finding'),
    left !== undefined && left > 0 && `${left} left as they were`,
    entry !== undefined && `entry ${entry}`,
  ].filter(Boolean);
  const words = EVENTS[event] ?? event;
  return more.length > 0 ? `${words}: ${more.join(', ')}` : words;
}
