// Where the user is signed in, and ending sessions elsewhere.
import { useState } from 'preact/hooks';
import { type AnswerOf, ask, type Refused } from '../../data/request.ts';
import { lookUpSession, refusalOf } from '../../data/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Problem } from '../../parts/problem.tsx';
import { instant } from '../../words/en.ts';

type OpenSession = AnswerOf<'sessions'>['sessions'][number];

export function SessionsPage() {
  const answered = useAnswer('sessions', (signal) => ask('sessions', { signal }));
  const [problem, setProblem] = useState<Refused>();
  const end = async ({ id, is_this }: OpenSession) => {
    try {
      await ask('endSession', { params: { id } });
      if (is_this) await lookUpSession();
      else answered.again();
    } catch (thrown) {
      setProblem(refusalOf(thrown));
    }
  };
  if (answered.state === 'refused') return <Problem problem={answered.problem} again={answered.again} />;
  return (
    <section aria-busy={answered.state === 'loading'}>
      <h1>Where you are signed in</h1>
      {problem && <Problem problem={problem} />}
      {answered.state === 'there' && (
        <ul class="rows">
          {answered.answer.sessions.map((one) => (
            <li key={one.id} class="row">
              <div>
                <strong>{one.address}</strong> {one.is_this && <span class="tag">this browser</span>}
                <div class="soft">{one.agent}</div>
                <div class="soft">
                  Since {instant(one.began)}, last used {instant(one.seen)}
                </div>
              </div>
              <button type="button" onClick={() => void end(one)}>
                End<span class="unseen"> the session of {one.address}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
