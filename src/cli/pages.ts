/** Lists that the service gives page by page. */

import { CliError, EXIT } from './errors.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const PAGE_SIZE = 100;

/** So many items, or all there are. */
export async function collect<T>(
  wanted: number,
  read: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(wanted - items.length, PAGE_SIZE);
    const page: Page<T> = await read({ limit, ...(cursor === null ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < wanted);
  return items;
}

/** A number of a flag. @throws CliError */
export function numberOf(flag: string, text: string, { isWhole = true } = {}): number {
  const number = Number(text);
  const isGood = text.trim() !== '' && number >= 0 && (!isWhole || Number.isSafeInteger(number));
  if (isGood) return number;
  throw new CliError(EXIT.usage, `${flag} ${text} is not a number that could be meant.`);
}

/** One of some words of a flag. @throws CliError */
export function wordOf<T extends string>(flag: string, text: string, words: readonly T[]): T {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new CliError(EXIT.usage, `${flag} ${text} is none of ${words.join(', ')}.`);
}
