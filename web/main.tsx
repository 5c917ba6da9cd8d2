import { render } from 'preact';
import { App } from './app.js';
import { followRouter } from './connection/connect.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

const page = document.getElementById('page');
if (page === null) throw new Error('the document has no place for the page');
render(<App />, page);
void followRouter();
