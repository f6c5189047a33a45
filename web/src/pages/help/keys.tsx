// The keys of the pages.
import { mayDecide } from '../../data/session.ts';
import { KeyList } from '../today/key-list.tsx';

export function Keys() {
  return (
    <>
      <section>
        <h2>Today</h2>
        <p class="soft">While a finding of the list has the focus. “?” there switches single letters off.</p>
        <KeyList mayDecide={mayDecide()} />
      </section>
      <section>
        <h2>Everywhere</h2>
        <p>
          Tab and Shift Tab go through everything that does something, Enter and the space bar do it, Esc
          closes what is open. The first Tab on a page leads past the navigation.
        </p>
      </section>
    </>
  );
}
