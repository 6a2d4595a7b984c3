/** Where quotes are open in shell text: a guard against values that are put inside them. */

type Place = 'plain' | 'single' | 'double' | 'substitution' | 'parenthesis';

const WORD_ENDS = new Set([' ', '\t', '\n', ';', '&', '|', '(', ')']);

/**
 * Whether a quote is still open at the end of this shell text. Knows quotes, backslashes, comments
 * and nested `$(…)`; behind a here-document it knows nothing any more and answers false.
 */
export function quotesOpenAfter(text: string): boolean {
  const stack: Place[] = ['plain'];
  for (let at = 0; at < text.length; at += 1) {
    const place = stack.at(-1);
    if (place === 'single') readSingle(text, at, stack);
    else if (place === 'double') at = readDouble(text, at, stack);
    else if (isHereDocument(text, at)) return false;
    else at = readUnquoted(text, at, stack);
  }
  return stack.at(-1) === 'single' || stack.at(-1) === 'double';
}

function readSingle(text: string, at: number, stack: Place[]): void {
  if (text[at] === "'") stack.pop();
}

/** As each of these readers: one character, or a few; answers the position of the last one it used up. */
function readDouble(text: string, at: number, stack: Place[]): number {
  if (text[at] === '"') stack.pop();
  return readAnywhere(text, at, stack);
}

/** What means the same in double quotes and outside. */
function readAnywhere(text: string, at: number, stack: Place[]): number {
  if (text[at] === '\\') return at + 1;
  if (!text.startsWith('$(', at)) return at;
  stack.push('substitution');
  return at + 1;
}

function readUnquoted(text: string, at: number, stack: Place[]): number {
  switch (text[at]) {
    case "'":
      stack.push('single');
      return at;
    case '"':
      stack.push('double');
      return at;
    case '(':
      stack.push('parenthesis');
      return at;
    case ')':
      // A lone one ends a pattern of `case`.
      if (stack.length > 1) stack.pop();
      return at;
    case '<':
      return text.startsWith('<<<', at) ? at + 2 : at;
    case '#':
      return startsWord(text, at) ? endOfLine(text, at) : at;
    default:
      return readAnywhere(text, at, stack);
  }
}

function isHereDocument(text: string, at: number): boolean {
  return (
    text.startsWith('<<', at) &&
    text[at + 2] !== '<' &&
    /^<<-?\s*["'\\A-Za-z_]/.test(text.slice(at, at + 8))
  );
}

function startsWord(text: string, at: number): boolean {
  const before = text[at - 1];
  return before === undefined || WORD_ENDS.has(before);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
