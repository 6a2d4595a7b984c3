/** Text of remote commands; the one place that quotes for a shell. */

declare const quoted: unique symbol;

/** Shell text in which every foreign value was quoted here. Only this file makes one. */
export interface Command {
  readonly text: string;
  readonly [quoted]: true;
}
