// The users of the web application, and what an admin changes of them.
import { useState } from 'preact/hooks';
import { type AnswerOf, ask, type Refused } from '../../data/request.ts';
import { refusalOf, session } from '../../data/session.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { Problem } from '../../parts/problem.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { count, instant } from '../../words/en.ts';
import { Invite } from './invite.tsx';
import { LinkDialog, type UserLink } from './link-dialog.tsx';
import { UserActions } from './user-actions.tsx';

type User = AnswerOf<'users'>['users'][number];

export function Users() {
  const [link, setLink] = useState<UserLink>();
  const [problem, setProblem] = useState<Refused>();
  const known = session.value;
  const { auth, user: self } = known && 'auth' in known ? known : { auth: undefined, user: null };
  return (
    <AnswerView of="users" request={(signal) => ask('users', { signal })}>
      {({ users }, again) => {
        /** Changes something, and shows the users as they are then. */
        const run = async (change: () => Promise<unknown>) => {
          setProblem(undefined);
          try {
            const answer = await change();
            if (isLink(answer)) setLink(answer);
          } catch (thrown) {
            setProblem(refusalOf(thrown));
          }
          again();
        };
        const columns: readonly Column<User>[] = [
          ...COLUMNS,
          {
            title: 'Change',
            cell: (user) =>
              user.name === self?.name ? (
                <span class="soft">you</span>
              ) : (
                <UserActions user={user} hasPasswords={auth === 'accounts'} run={run} />
              ),
          },
        ];
        return (
          <>
            {auth === 'accounts' && <Invite run={run} />}
            {problem && <Problem problem={problem} />}
            {users.length === 0 ? (
              <p class="empty">{NOBODY[auth ?? 'none']}</p>
            ) : (
              <Table label="Users" columns={columns} rows={users} keyOf={({ name }) => name} />
            )}
            {link && <LinkDialog link={link} close={() => setLink(undefined)} />}
            <Command words={['sundial', 'users', 'list']} />
          </>
        );
      }}
    </AnswerView>
  );
}

const isLink = (answer: unknown): answer is UserLink =>
  typeof answer === 'object' && answer !== null && 'link' in answer;

const NOBODY = {
  accounts: 'There are no users.',
  oidc: 'Nobody has signed in yet.',
  proxy: 'A proxy says who asks (web_auth: proxy), so there are no users here.',
  none: 'There are no users, because nobody needs to sign in (web_auth: none).',
} as const;

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
