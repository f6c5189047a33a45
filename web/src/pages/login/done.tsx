// The page to which an identity provider sends people back: hands its answer over, and goes where they wanted to be.
import { useEffect, useState } from 'preact/hooks';
import { FIRST_PAGE } from '../../app/pages.ts';
import { go } from '../../app/place.ts';
import { ask, type Refused } from '../../data/request.ts';
import { refusalOf, session } from '../../data/session.ts';
import { Card } from '../../parts/card.tsx';
import { Problem } from '../../parts/problem.tsx';
import { takeWanted } from './wanted.ts';

export function DonePage() {
  const [problem, setProblem] = useState<Refused>();
  useEffect(() => {
    const answer = location.search;
    // The answer works once; nobody shall find it in the history.
    history.replaceState(null, '', location.pathname);
    ask('oidcFinish', { body: { answer } }).then(
      (begun) => {
        session.value = begun;
        go(takeWanted() ?? `/${FIRST_PAGE}`, { replaces: true });
      },
      (thrown: unknown) => setProblem(refusalOf(thrown)),
    );
  }, []);
  return (
    <Card title="Sign in">
      {problem ? (
        <>
          <Problem problem={problem} />
          <p>
            <a href="/login">Back to the begin</a>
          </p>
        </>
      ) : (
        <p role="status">Signing in …</p>
      )}
    </Card>
  );
}
