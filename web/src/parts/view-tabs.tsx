// Links to the views of a page that are named by the second part of the address.
import { Tabs } from './tabs.tsx';

interface ViewTabsProps {
  /** The first part of the address. */
  readonly root: string;
  /** By the second part; empty = the first view. */
  readonly views: Readonly<Record<string, { readonly title: string }>>;
  readonly shown: string;
}

export function ViewTabs({ root, views, shown }: ViewTabsProps) {
  const tabs = Object.entries(views).map(([name, { title }]) => ({
    ...{ title, isShown: name === shown },
    href: name === '' ? `/${root}` : `/${root}/${name}`,
  }));
  return <Tabs label="Views" tabs={tabs} />;
}
