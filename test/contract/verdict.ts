/** Reads what Specmatic printed: one block a request, with what it sent, what came, and what it makes of it. */

export interface Verdict {
  readonly requests: number;
  /** Answers by status. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests that ended as it expected. */
  readonly asExpected: number;
  /** Each: the scenario, and what is wrong. */
  readonly breaches: readonly string[];
}

const SCENARIO = /^\s*(?:[+-]ve\s+)?Scenario: (.*?) has (SUCCEEDED|FAILED)/ms;
const STATUS_RULE = 'R0002';

/**
 * A breach is a 5xx, an answer that its contract does not describe, or a wrong request that was taken. That a
 * right request is answered with a listed 4xx is none: it names machines and accounts that are not there.
 */
export function judge(output: string): Verdict {
  const blocks = output.split(/^-{15,}$/m).filter((block) => /Specmatic-Response-Code/.test(block));
  const byStatus: Record<string, number> = {};
  const breaches: string[] = [];
  let asExpected = 0;
  for (const block of blocks) {
    const status = /^\s*Response at [^\n]*\n\s*(\d{3}) /m.exec(block)?.[1] ?? 'none';
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    const [, name = 'unnamed', end] = SCENARIO.exec(block) ?? [];
    if (end === 'SUCCEEDED') asExpected += 1;
    const breach = breachOf(block, status);
    if (breach !== null) breaches.push(`${name.slice(0, 160)}: ${breach}`);
  }
  return { requests: blocks.length, byStatus, asExpected, breaches };
}

function breachOf(block: string, status: string): string | null {
  if (status === 'none') return 'no answer';
  if (status.startsWith('5')) return `status ${status}`;
  const rules = [...block.matchAll(/^\s+(R\d{4}): (.*)$/gm)].filter(
    ([, rule]) => rule !== STATUS_RULE,
  );
  if (rules.length > 0) return rules.map(([, rule, words]) => `${rule} ${words}`).join(', ');
  const expected = /expected status (\S+) but response contained status/.exec(block)?.[1];
  if (expected?.startsWith('4') && status.startsWith('2'))
    return `a wrong request was taken (${status})`;
  return null;
}
