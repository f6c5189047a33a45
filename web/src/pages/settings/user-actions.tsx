// What an admin can do with a user. What cannot be taken back is asked once more.
import { useState } from 'preact/hooks';
import { type AnswerOf, ask } from '../../data/request.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ROLE_WORDS, type Role } from './role-words.ts';

type User = AnswerOf<'users'>['users'][number];

interface UserActionsProps {
  readonly user: User;
  /** Whether users have passwords here; others have their role and sign-in elsewhere. */
  readonly hasPasswords: boolean;
  readonly run: (change: () => Promise<unknown>) => Promise<void>;
}

interface Asked {
  readonly title: string;
  readonly question: string;
  readonly change: () => Promise<unknown>;
}

export function UserActions({ user, hasPasswords, run }: UserActionsProps) {
  const [asked, setAsked] = useState<Asked>();
  const { name, role, state, sessions } = user;
  const params = { user: name };
  const button = (title: string, question: string, change: () => Promise<unknown>) => (
    <button type="button" class="small" onClick={() => setAsked({ title, question, change })}>
      {title}
      <span class="unseen"> {name}</span>
    </button>
  );
  return (
    <div class="user-actions">
      {hasPasswords && (
        <select
          aria-label={`Role of ${name}`}
          value={role}
          onChange={(event) => {
            const chosen = event.currentTarget.value as Role;
            void run(() => ask('setUserRole', { params, body: { role: chosen } }));
          }}
        >
          {Object.keys(ROLE_WORDS).map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      )}
      {hasPasswords &&
        button('New link', `The password and the sessions of ${name} end at once.`, () =>
          ask('resetUser', { params, body: {} }),
        )}
      {sessions > 0 &&
        button('End sessions', `${name} has to sign in again everywhere.`, () =>
          ask('endUserSessions', { params }),
        )}
      {state !== 'disabled' &&
        button('Disable', `${name} is signed out and can no longer sign in.`, () =>
          ask('disableUser', { params, body: {} }),
        )}
      {button('Remove', `${name} is removed. Decisions keep the name.`, () => ask('removeUser', { params }))}
      {asked && (
        <Dialog title={`${asked.title}: ${name}`} close={() => setAsked(undefined)}>
          <p>{asked.question}</p>
          <div class="buttons">
            <button
              type="button"
              class="main"
              onClick={() => {
                setAsked(undefined);
                void run(asked.change);
              }}
            >
              {asked.title}
            </button>
            <button type="button" onClick={() => setAsked(undefined)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
