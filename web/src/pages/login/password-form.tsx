// Signing in with a name and a password.
import { useState } from 'preact/hooks';
import { ask, type Refused } from '../../data/request.ts';
import { refusalOf, session } from '../../data/session.ts';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/problem.tsx';

export function PasswordForm() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Refused>();
  const [isSending, setSending] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setSending(true);
    setProblem(undefined);
    try {
      session.value = await ask('login', { body: { name, password } });
    } catch (thrown) {
      setProblem(refusalOf(thrown));
      setPassword('');
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <form onSubmit={(event) => void submit(event)}>
        <Field name="name" label="Name" type="text" fill="username" value={name} change={setName} isFirst />
        <Field
          name="password"
          label="Password"
          type="password"
          fill="current-password"
          value={password}
          change={setPassword}
        />
        {problem && <Problem problem={problem} />}
        <button class="main" type="submit" disabled={isSending}>
          Sign in
        </button>
      </form>
      <p class="soft">
        Without a password? Ask who runs Sundial for a link: <code>sundial users reset NAME</code> prints one.
      </p>
    </>
  );
}
