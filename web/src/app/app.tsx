// Decides by the address and the session which page is shown.
import { useEffect } from 'preact/hooks';
import { Refused } from '../data/request.ts';
import { lookUpSession, session } from '../data/session.ts';
import { DonePage } from '../pages/login/done.tsx';
import { LoginPage } from '../pages/login/login.tsx';
import { StartPage } from '../pages/start/start.tsx';
import { Problem } from '../parts/problem.tsx';
import { Frame } from './frame.tsx';
import { LoadedPage } from './loaded-page.tsx';
import { FIRST_PAGE, PAGES } from './pages.ts';
import { go, place } from './place.ts';

export function App() {
  useEffect(() => void lookUpSession(), []);
  const [path, query] = split(place.value);
  const known = session.value;
  if (path === '/start') return <StartPage />;
  if (path === '/login/done') return <DonePage />;
  if (known === undefined) return <main class="bare" aria-busy="true" />;
  if (known instanceof Refused)
    return (
      <main class="bare">
        <Problem problem={known} again={() => void lookUpSession()} />
      </main>
    );
  if (known.user === null) return <LoginPage known={known} />;
  if (path === '/login') return <GoTo to={`/${FIRST_PAGE}`} />;
  const [, root = '', part] = path.split('/').map(decoded);
  const name = Object.hasOwn(PAGES, root) ? root : FIRST_PAGE;
  return (
    <Frame user={known.user} auth={known.auth} current={name}>
      <LoadedPage name={name} page={PAGES[name]!} part={part} query={query} />
    </Frame>
  );
}

/** The path of an address, and its parameters with `?`. */
function split(address: string): [path: string, query: string] {
  const at = address.indexOf('?');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
}

/** Somebody may have typed a wrong address. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Goes to another page once the current one is drawn. */
function GoTo({ to }: { readonly to: string }) {
  useEffect(() => go(to, { replaces: true }), [to]);
  return null;
}
