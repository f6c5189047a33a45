// Prints users of the web application, and the links with which they choose a password.
import type { Invited, UserFacts } from '../../../access/index.js';
import type { Page } from '../../frame/page.js';
import { prose } from '../../print/prose.js';
import { counted, table } from '../../print/table.js';

export function usersTable(users: readonly UserFacts[], page: Page): string {
  if (users.length === 0)
    return 'No users yet. "sundial users invite NAME --role admin" adds one, and "sundial serve" prints a link for the first one.';
  const head = ['name', 'role', 'state', 'created', 'link until'];
  const rows = users.map(({ name, role, state, created, link_expires }) => [
    ...[name, role, state, minutes(created)],
    state === 'invited' ? minutes(link_expires!) : '',
  ]);
  return `${table(page, head, rows, { least: ['created'] })}\n${counted(users.length, 'user')}`;
}

export function linkText({ user }: Invited, link: string, page: Page): string {
  return [
    prose(
      page,
      `${user.name} (${user.role}) chooses a password with this link, until ${minutes(user.invitation!.expires.toISOString())} UTC:`,
    ),
    // Never wrapped, so that it can be copied.
    `  ${link}`,
    prose(page, 'Hand it over in a confidential way. It works once, and is not shown again.'),
  ].join('\n');
}

const minutes = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
