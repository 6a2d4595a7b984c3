/** Questions before something is done that cannot be taken back, as the command line asks them. */

import { ApiError } from '../client/problem.ts';
import { element, message } from './dom.js';

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} text what will happen, in full
 * @property {string} doIt the word on the button
 * @property {string} [typed] has to be typed before anything happens
 * @property {HTMLElement[]} [fields] what else is to be filled in, each with its label
 * @property {boolean} [isHarmful]
 * @property {() => Promise<void>} act its failure is shown, and the question stays
 */

/** Asks in a dialog; Escape and Cancel do nothing. @param {Question} question */
export function ask({ title, text, doIt, typed, fields = [], isHarmful = false, act }) {
  const heading = element('h2', { id: 'ask-title', class: 'ask-title' }, title);
  const says = element('p', { id: 'ask-text', class: 'ask-text' }, text);
  const answer = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const problem = element('p', { class: 'ask-text bad', role: 'alert' });
  const go = element('button', { class: isHarmful ? 'danger' : '' }, doIt);
  const cancel = element('button', { type: 'button', click: () => dialog.close() }, 'Cancel');
  const typing =
    typed !== undefined &&
    element(
      'label',
      { class: 'ask-typed' },
      element('span', {}, 'Type ', element('strong', { class: 'mono' }, typed), ' to go on'),
      answer,
    );
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    go.disabled = true;
    problem.replaceChildren();
    try {
      await act();
      dialog.close();
    } catch (error) {
      problem.replaceChildren(reasonOf(error));
    }
    go.disabled = !isTyped();
  };
  const isTyped = () => typed === undefined || answer.value.trim() === typed;
  answer.addEventListener('input', () => {
    go.disabled = !isTyped();
  });
  go.disabled = !isTyped();
  const buttons = element('div', { class: 'row' }, go, cancel);
  const form = element(
    'form',
    { class: 'ask', submit },
    heading,
    says,
    ...fields,
    typing,
    problem,
    buttons,
  );
  const dialog = element(
    'dialog',
    {
      'aria-labelledby': 'ask-title',
      'aria-describedby': 'ask-text',
      close: () => dialog.remove(),
    },
    form,
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** What the service said, and what to do about it. @param {unknown} error */
function reasonOf(error) {
  const advice = error instanceof ApiError ? error.problem?.advice : undefined;
  return advice === undefined ? message(error) : `${message(error)} ${advice}`;
}
