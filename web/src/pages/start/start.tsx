// Choosing a password with a link, whose token is in the fragment of the address.
import { useEffect, useState } from 'preact/hooks';
import { go } from '../../app/place.ts';
import { type AnswerOf, ask, Refused } from '../../data/request.ts';
import { refusalOf, session } from '../../data/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Card } from '../../parts/card.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/problem.tsx';

export function StartPage() {
  const [token] = useState(() => location.hash.slice(1));
  // Out of the address and the history, before anybody else looks at the screen.
  useEffect(() => history.replaceState(null, '', '/start'), []);
  const link = useAnswer(token, (signal) =>
    token === ''
      ? Promise.reject(new Refused('incomplete', 'This address is incomplete: copy the whole link.', 0))
      : ask('link', { body: { token }, signal }),
  );
  if (link.state === 'loading') return <main class="bare" aria-busy="true" />;
  if (link.state === 'refused')
    return (
      <Card title="Welcome">
        <Problem problem={link.problem} />
        <p>
          <a href="/today">Sign in</a>
        </p>
      </Card>
    );
  return <Choose token={token} link={link.answer} />;
}

function Choose({ token, link }: { readonly token: string; readonly link: AnswerOf<'link'> }) {
  const [name, setName] = useState(link.name ?? '');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [problem, setProblem] = useState<Refused>();
  const [isSending, setSending] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (password !== repeated) {
      setProblem(new Refused('different', 'The two passwords differ.', 0));
      return;
    }
    setSending(true);
    setProblem(undefined);
    try {
      session.value = await ask('start', { body: { token, name, password } });
      go('/today', { replaces: true });
    } catch (thrown) {
      setProblem(refusalOf(thrown));
    } finally {
      setSending(false);
    }
  };
  return (
    <Card title={link.name === null ? 'Welcome to Sundial' : `Welcome, ${link.name}`}>
      <form onSubmit={(event) => void submit(event)}>
        {link.name === null ? (
          <Field
            name="name"
            label="Your name to sign in with"
            type="text"
            fill="username"
            value={name}
            change={setName}
            hint="Letters, digits and . _ - @. You are the first user, and can invite others."
            isFirst
          />
        ) : (
          // For password managers.
          <input type="text" autocomplete="username" value={link.name} hidden readOnly />
        )}
        <Field
          name="password"
          label="Password"
          type="password"
          fill="new-password"
          value={password}
          change={setPassword}
          hint="At least 15 characters, such as four or five words."
          isFirst={link.name !== null}
        />
        <Field
          name="repeated"
          label="The same password again"
          type="password"
          fill="new-password"
          value={repeated}
          change={setRepeated}
        />
        {problem && <Problem problem={problem} />}
        <button class="main" type="submit" disabled={isSending}>
          Begin
        </button>
      </form>
    </Card>
  );
}
