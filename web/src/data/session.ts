// Who is signed in, as the server last said.
import { signal } from '@preact/signals';
import { type AnswerOf, ask, forgetAnswers, Refused } from './request.ts';

export type Session = AnswerOf<'session'>;

/** Undefined until the server has answered; an error if it did not. */
export const session = signal<Session | Refused | undefined>(undefined);

/** Asks the server again. */
export async function lookUpSession(): Promise<void> {
  try {
    session.value = await ask('session');
  } catch (thrown) {
    session.value = refusalOf(thrown);
  }
}

/** What is wrong, for a page. A session that has ended brings the page for signing in. */
export function refusalOf(thrown: unknown): Refused {
  if (!(thrown instanceof Refused)) return new Refused('unreadable', String(thrown), 0);
  if (thrown.code === 'sign-in-needed') {
    forgetAnswers();
    void lookUpSession();
  }
  return thrown;
}

/** Whether the user may do what needs a role. */
export function mayDecide(): boolean {
  const known = session.value;
  return !(known instanceof Refused) && (known?.user?.role === 'analyst' || known?.user?.role === 'admin');
}
