/** Shapes → SVG text: the only place that escapes for it. */

/** Width of every picture in its own units; it is shown in any size. */
export const WIDTH = 960;
const MARGIN = 24;

/** Part of a picture: it starts at y = 0 and takes so much height. */
export interface Drawing {
  readonly height: number;
  readonly body: string;
}

/** Classes of the style sheet below. */
export type BoxStyle = 'wiped' | 'alone' | 'array' | 'boot' | 'swap' | 'system' | 'data';
export type TextStyle = 'title' | 'strong' | 'plain' | 'quiet' | 'alarm';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly style: BoxStyle;
  /** Shown when pointed at. */
  readonly title?: string;
}

export interface Text {
  readonly x: number;
  readonly y: number;
  readonly style: TextStyle;
  readonly words: string;
  /** Cut where it would be wider. */
  readonly room?: number;
}

const STYLE = `
    svg { color-scheme: light dark; }
    text { font: 14px system-ui, sans-serif; fill: #1c2128; }
    .page { fill: #ffffff; }
    .title { font-size: 20px; font-weight: 600; }
    .strong { font-weight: 600; }
    .quiet { fill: #59636e; }
    .alarm { fill: #b3261e; }
    rect { stroke: #8c959f; stroke-width: 1; rx: 4px; }
    .page { stroke: none; rx: 0; }
    .wiped { fill: #fff0ee; stroke: #d1372b; stroke-width: 2; }
    .alone { fill: #eff1f3; stroke-dasharray: 4 3; }
    .array { fill: #f6f8fa; }
    .boot { fill: #ffe5a8; } .swap { fill: #e4d4f4; } .system { fill: #b9d9f8; } .data { fill: #bfe5c6; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; } .quiet { fill: #9da7b3; } .alarm { fill: #ff8a80; }
      .page { fill: #0d1117; } rect { stroke: #6e7681; }
      .wiped { fill: #2d1414; stroke: #ff6b60; } .alone { fill: #161b22; } .array { fill: #161b22; }
      .boot { fill: #5c4708; } .swap { fill: #46305e; } .system { fill: #14406b; } .data { fill: #19502a; }
    }`;

/** A whole file: the drawings from top to bottom on one page. */
export function document(title: string, drawings: readonly Drawing[]): string {
  const height = drawings.reduce((sum, one) => sum + one.height, 2 * MARGIN);
  const width = WIDTH + 2 * MARGIN;
  let y = MARGIN;
  const groups = drawings.map((one) => {
    const group = `  <g transform="translate(${MARGIN} ${y})">\n${one.body}\n  </g>`;
    y += one.height;
    return group;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `  <title>${escapeXml(title)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="page" width="${width}" height="${height}"/>`,
    ...groups,
    '</svg>\n',
  ].join('\n');
}

export function box({ x, y, width, height, style, title }: Box): string {
  const inside = title === undefined ? '' : `<title>${escapeXml(title)}</title>`;
  const place = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  return `    <rect class="${style}" ${place}>${inside}</rect>`;
}

/** Nothing at all where not even two characters have room. */
export function text({ x, y, style, words, room }: Text): string {
  const shown = room === undefined ? words : cut(words, room);
  if (shown === '') return '';
  return `    <text class="${style}" x="${round(x)}" y="${round(y)}">${escapeXml(shown)}</text>`;
}

/** Mean width of a character at 14 px; wide ones are let run a little over. */
const CHARACTER = 7.1;

function cut(words: string, room: number): string {
  const characters = [...words];
  const fitting = Math.floor(room / CHARACTER);
  if (characters.length <= fitting) return words;
  return fitting < 3 ? '' : `${characters.slice(0, fitting - 1).join('')}…`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Text and attributes; control characters, which XML cannot hold, become blanks. */
function escapeXml(words: string): string {
  return words
    .toWellFormed()
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
