/** Building pages out of elements; text is always text, never markup. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | ((event: Event) => void)>} [attributes] a function listens to the event of that name
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else made.setAttribute(name, value);
  }
  for (const child of children.flat()) if (child) made.append(child);
  return made;
}

/** @param {string} title @param {string} kind class beside `card` @param {...(Child | Child[])} children */
export function card(title, kind, ...children) {
  return element('section', { class: `card ${kind}` }, element('h2', {}, title), ...children);
}

/** @param {string[]} heads @param {(Child | Child[])[][]} rows */
export function table(heads, rows) {
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map((cells) =>
    element('tr', {}, ...cells.map((cell) => element('td', {}, ...[cell].flat()))),
  );
  return element(
    'div',
    { class: 'table' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)),
  );
}

/** @param {[string, Child | Child[]][]} pairs */
export function facts(pairs) {
  return element(
    'dl',
    {},
    ...pairs.flatMap(([name, value]) => [
      element('dt', {}, name),
      element('dd', {}, ...[value].flat()),
    ]),
  );
}

/** @param {string} text */
export function mono(text) {
  return element('span', { class: 'mono' }, text);
}

/** @param {string} state in words; its class has no spaces */
export function badge(state) {
  return element('span', { class: `state ${state.replaceAll(' ', '-')}` }, state);
}

/** @param {string[]} texts one below the other */
export function lines(texts) {
  return element('div', {}, ...texts.map((text) => element('div', {}, text)));
}

/** An input below its name. @param {string} name @param {HTMLElement} input */
export function field(name, input) {
  return element('label', { class: 'field' }, element('span', {}, name), input);
}

/** @param {unknown} error */
export function message(error) {
  return error instanceof Error ? error.message : String(error);
}
