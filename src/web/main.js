/** The dashboard: asks for a token, then shows what the address says. */

/** @import { Client } from '../client/client.ts' */
import { createClient } from '../client/client.ts';
import { ApiError } from '../client/problem.ts';
import { showDetail } from './detail-page.js';
import { card, element, message } from './dom.js';
import { showList } from './list-page.js';
import { showMachine } from './machine-page.js';
import { showMachines } from './machines-page.js';
import { showOffers } from './offers-page.js';

/** Kept for this tab only. */
const TOKEN_KEY = 'ironflake.token';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const forget = /** @type {HTMLElement} */ (document.getElementById('forget'));
let shown = new AbortController();

addEventListener('hashchange', show);
forget.addEventListener('click', () => {
  sessionStorage.removeItem(TOKEN_KEY);
  show();
});
show();

/** Ends what is shown and begins what the address says. */
function show() {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const token = sessionStorage.getItem(TOKEN_KEY);
  forget.hidden = token === null;
  if (token === null) return askForToken('');
  const client = createClient({ baseUrl: location.origin, token });
  markPlace();
  viewOf(client, signal).catch((error) => {
    if (!signal.aborted) showError(error);
  });
}

/** What the address says. @param {Client} client @param {AbortSignal} signal ends it */
function viewOf(client, signal) {
  const [, noun, id] = /^#\/(installs|machines|offers)(?:\/([\w-]+))?$/.exec(location.hash) ?? [];
  if (noun === 'offers') return showOffers(page, client, signal);
  if (noun === 'machines') {
    return id === undefined
      ? showMachines(page, client, signal)
      : showMachine(page, client, id, signal);
  }
  return id === undefined ? showList(page, client, signal) : showDetail(page, client, id, signal);
}

/** For eyes and for screen readers. */
function markPlace() {
  const noun = /^#\/(machines|offers)/.exec(location.hash)?.[1] ?? 'installs';
  for (const link of document.querySelectorAll('nav a[data-place]')) {
    if (link.getAttribute('data-place') === noun) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** @param {string} complaint */
function askForToken(complaint) {
  const input = element('input', {
    type: 'password',
    autocomplete: 'off',
    required: '',
    'aria-label': 'Token',
  });
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    sessionStorage.setItem(TOKEN_KEY, input.value.trim());
    show();
  };
  const form = element('form', { submit: onSubmit }, input, element('button', {}, 'Open'));
  const hint = complaint || 'Kept in this tab only, and forgotten when it is closed.';
  page.replaceChildren(
    card('Token of this service', 'gate', form, element('p', { class: 'quiet' }, hint)),
  );
  input.focus();
}

/** @param {unknown} error */
function showError(error) {
  if (error instanceof ApiError && error.code === 'request.unauthorized') {
    sessionStorage.removeItem(TOKEN_KEY);
    forget.hidden = true;
    askForToken('The service does not know this token.');
    return;
  }
  const text = message(error);
  const again = element('button', { type: 'button', click: show }, 'Try again');
  page.replaceChildren(card('That did not work', 'problem', element('p', {}, text), again));
}
