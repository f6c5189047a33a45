// Leads to the identity provider, at which people sign in.
import { useState } from 'preact/hooks';
import { place } from '../../app/place.ts';
import { ask, type Refused } from '../../data/request.ts';
import { refusalOf } from '../../data/session.ts';
import { Problem } from '../../parts/problem.tsx';
import { keepWanted } from './wanted.ts';

export function ProviderButton({ host }: { readonly host: string }) {
  const [problem, setProblem] = useState<Refused>();
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    setProblem(undefined);
    try {
      const { address } = await ask('oidcBegin', { body: {} });
      if (!place.value.startsWith('/login')) keepWanted(place.value);
      location.assign(address);
    } catch (thrown) {
      setProblem(refusalOf(thrown));
      setLeaving(false);
    }
  };
  return (
    <>
      {problem && <Problem problem={problem} />}
      <button class="main" type="button" disabled={isLeaving} onClick={() => void leave()}>
        Sign in
      </button>
      <p class="soft">
        At <strong>{host}</strong>, with the account that you have there.
      </p>
    </>
  );
}
