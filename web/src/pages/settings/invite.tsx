// The form by which an admin adds a user.
import { useState } from 'preact/hooks';
import { ask } from '../../data/request.ts';
import { ROLE_WORDS, type Role } from './role-words.ts';

interface InviteProps {
  readonly run: (change: () => Promise<unknown>) => Promise<void>;
}

export function Invite({ run }: InviteProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('analyst');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => {
      const invited = await ask('inviteUser', { body: { name, role } });
      setName('');
      return invited;
    });
  };
  return (
    <form class="filters" onSubmit={submit}>
      <label>
        New user
        <input
          name="name"
          required
          maxLength={64}
          placeholder="ada, ada@example.org"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        Role
        <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
          {Object.entries(ROLE_WORDS).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button class="main" type="submit">
        Invite
      </button>
    </form>
  );
}
