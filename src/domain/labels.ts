/** Labels of machines and installs, and what a caller limited to some of them may touch; pure. */

export type Labels = Readonly<Record<string, string>>;

/** Whether all of the wanted ones are there, with their values. */
export function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** As `team=a, stage=test`. */
export function labelsInWords(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** What bears both; null where they contradict each other, so that nothing can. */
export function both(one: Labels, other: Labels): Labels | null {
  return carries({ ...one, ...other }, one) ? { ...one, ...other } : null;
}
