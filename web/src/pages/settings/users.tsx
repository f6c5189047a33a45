// The users of the web application; commands change them.
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { count, instant } from '../../words/en.ts';

type User = AnswerOf<'users'>['users'][number];

export function Users() {
  return (
    <>
      <AnswerView of="users" request={(signal) => ask('users', { signal })}>
        {({ users }) =>
          users.length === 0 ? (
            <p class="empty">There are no users, because nobody needs to sign in (web_auth: none).</p>
          ) : (
            <Table label="Users" columns={COLUMNS} rows={users} keyOf={({ name }) => name} />
          )
        }
      </AnswerView>
      <p class="soft">
        <code>sundial users invite NAME --role analyst</code> adds a user, <code>reset</code>,{' '}
        <code>role</code>, <code>disable</code> and <code>remove</code> change one.
      </p>
      <Command words={['sundial', 'users', 'list']} />
    </>
  );
}

const STATES = {
  active: 'active',
  invited: 'invited',
  expired: 'the link has expired',
  disabled: 'disabled',
} as const;

const COLUMNS: readonly Column<User>[] = [
  { title: 'Name', isHead: true, cell: ({ name }) => name },
  { title: 'Role', cell: ({ role }) => role },
  {
    title: 'State',
    cell: ({ state, link_expires }) =>
      STATES[state] +
      (state === 'invited' && link_expires !== null ? `, link until ${instant(link_expires)}` : ''),
  },
  { title: 'Open sessions', isNumber: true, cell: ({ sessions }) => count(sessions) },
  { title: 'Since', cell: ({ created }) => instant(created) },
];
