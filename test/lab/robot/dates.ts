/** Days and times as Robot writes them, on the clock of its home. */

const DAY_MS = 24 * 60 * 60 * 1000;

const BERLIN = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `yyyy-MM-dd HH:mm:ss`, without a zone: as keys have it. */
export function berlinTime(at: number): string {
  return BERLIN.format(at);
}

/** `yyyy-MM-dd` of a moment, or of so many days later. */
export function berlinDay(at: number, daysLater = 0): string {
  return BERLIN.format(at + daysLater * DAY_MS).slice(0, 10);
}

/** `yyyy-MM-ddTHH:mm:ss+01:00`: as transactions have it. */
export function zonedTime(at: number): string {
  const local = berlinTime(at).replace(' ', 'T');
  const offsetHours = Math.round((Date.parse(`${local}Z`) - at) / 3_600_000);
  return `${local}+0${offsetHours}:00`;
}
