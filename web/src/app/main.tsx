// Starts the pages.
import { render } from 'preact';
import '../style/base.css';
import '../style/finding.css';
import '../style/inbox.css';
import '../style/table.css';
import '../style/views.css';
import { App } from './app.tsx';
import { followLinks } from './place.ts';

followLinks();
render(<App />, document.getElementById('app')!);
