// A page whose code is loaded when it is first shown.
import { useEffect } from 'preact/hooks';
import { Refused } from '../data/request.ts';
import { useAnswer } from '../data/use-answer.ts';
import { Problem } from '../parts/problem.tsx';
import type { Page, PageProps } from './pages.ts';

interface LoadedPageProps extends PageProps {
  readonly name: string;
  readonly page: Page;
}

export function LoadedPage({ name, page, ...props }: LoadedPageProps) {
  useEffect(() => {
    document.title = `${page.title} · Sundial`;
  }, [page]);
  const loaded = useAnswer(name, async () => ({ name, View: await load(page) }));
  if (loaded.state === 'refused') return <Problem problem={loaded.problem} again={loaded.again} />;
  // While the next page is loaded, the answer is the page before.
  if (loaded.answer?.name !== name) return <section class="page" aria-busy="true" />;
  const { View } = loaded.answer;
  return <View {...props} />;
}

async function load(page: Page) {
  try {
    return await page.load();
  } catch {
    throw new Refused(
      'unreachable',
      'The page cannot be loaded. Reload it: the service may be a newer one.',
      0,
    );
  }
}
