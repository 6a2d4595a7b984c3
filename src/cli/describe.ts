/** Installs, plans, proofs and events in words. */

import type { Install, InstallEvent, Plan, PlanSummary } from '../client/client.ts';
import { diskSize, duration, instant, plain, table } from './print.ts';

type Body = InstallEvent['body'];

/** One event as a line; null: nothing that a person needs. */
export function eventLine(body: Body): string | null {
  switch (body.kind) {
    case 'created':
      return 'asked for';
    case 'resumed':
      return 'goes on after a restart of the service';
    case 'phase-started':
      return `${body.phase} …`;
    case 'phase-ended':
      return `${body.phase} done in ${duration(body.totalMs)}`;
    case 'waiting':
      return `waits: ${plain(body.for)} (until ${instant(body.until)} UTC)`;
    case 'note':
      return plain(body.text);
    case 'output':
      return `${plain(body.job)} | ${plain(body.text)}`;
    case 'retrying':
      return `tries ${body.step} again (${body.attempt}): ${plain(body.problem.message)}`;
    case 'ready':
      return 'ready: proven';
    case 'failed':
      return `failed: ${plain(body.problem.message)}`;
    case 'cancelled':
      return 'cancelled';
    default:
      return body satisfies never;
  }
}

/** An install as lines. */
export function installLines(install: Install, width: number): string {
  const { installId, hostname, state, phase, waiting, problem, machine, timings } = install;
  const facts: (readonly [string, string])[] = [
    ['install', installId],
    ['hostname', hostname],
    ['state', phase === null || state === 'ready' ? state : `${state} (${phase})`],
    ['created', `${instant(install.createdAt)} UTC`],
  ];
  if (install.endedAt !== null) facts.push(['ended', `${instant(install.endedAt)} UTC`]);
  if (machine !== null) {
    facts.push(['machine', `${machine.provider} ${machine.providerRef}`]);
    facts.push(['addresses', machine.addresses.map(({ host }) => host).join(', ')]);
  }
  if (waiting !== null) {
    facts.push(['waits', `${plain(waiting.for)}, until ${waiting.until}`]);
    if (waiting.nextLookAt !== undefined) facts.push(['next look', waiting.nextLookAt]);
  }
  const parts = [pairs(facts)];
  if (timings.length > 0) {
    const rows = timings.map((one) => [
      one.phase,
      one.endedAt === null ? unended(install) : duration(one.totalMs),
      duration(one.machineMs),
    ]);
    parts.push(table([{ title: 'phase' }, { title: 'took' }, { title: 'machine' }], rows, width));
  }
  if (problem !== null) {
    parts.push(`${plain(problem.detail)}\n(${problem.code}) ${problem.advice}\n`);
  }
  if (install.proof !== null) parts.push(proofLines(install.proof));
  return parts.join('\n');
}

/** Of a phase that did not come to its end: it runs, or the install ended in it. */
function unended({ state }: Install): string {
  return state === 'failed' || state === 'cancelled' ? state : 'runs';
}

/** A proof as lines. */
export function proofLines(proof: NonNullable<Install['proof']>): string {
  const mounts = proof.mounts.map(
    ({ mountpoint, source, serials }) => `${mountpoint} on ${source} (${serials.join(', ')})`,
  );
  const units = proof.failedUnits;
  return pairs([
    ['system', proof.systemPath],
    ['address', proof.address],
    ['host key', proof.hostKey],
    ['contact', `the first host key was ${proof.firstContact}`],
    ['disks', mounts.join('; ')],
    ...proof.arrays.map((one): [string, string] => ['array', `${one.name} ${one.state}`]),
    ['units', units === null || units.length === 0 ? 'none failed' : `failed: ${units.join(', ')}`],
    ['checked', `${instant(proof.checkedAt)} UTC`],
  ]);
}

/** What a plan wipes, disk by disk, and what it leaves. */
export function planLines(plan: PlanSummary, width: number): string {
  const columns = [
    { title: 'disk', isFlexible: true },
    { title: 'serial', isFlexible: true },
    { title: 'size' },
    { title: 'fate' },
    { title: 'holds now', isFlexible: true },
  ];
  const rowsOf = (disks: PlanSummary['disksToWipe'], fate: string) =>
    disks.map((disk) => [
      plain(disk.model ?? disk.device),
      plain(disk.serial ?? disk.wwn ?? '–'),
      diskSize(disk.sizeBytes),
      fate,
      plain(disk.contents.join(', ')) || 'nothing',
    ]);
  const rows = [...rowsOf(plan.disksToWipe, 'WIPED'), ...rowsOf(plan.disksLeftAlone, 'stays')];
  const warnings = plan.warnings.map((text) => `warning: ${plain(text)}\n`).join('');
  const facts = pairs([
    ['layout', `${plan.preset}, ${plan.firmware}`],
    ['digest', plan.digest],
  ]);
  return `${table(columns, rows, width)}\n${facts}${warnings}`;
}

const REHEARSED: [string, string] = ['checked', 'by the provider, in a rehearsal; not ordered'];

/** What an order would buy. */
export function profileLines(profile: NonNullable<Plan['profile']>): string {
  const disks = profile.disks.map(({ kind, count, sizeGb }) => `${count} × ${sizeGb} GB ${kind}`);
  return pairs([
    ['order', `${profile.serverType} in ${profile.location} (${profile.provider})`],
    ['machine', `${profile.cpu}, ${profile.memoryGb ?? '?'} GB, ${disks.join(', ')}`],
    ['price', `${profile.monthlyGross} ${profile.currency} a month, VAT included`],
    ['setup', `${profile.setupGross} ${profile.currency} once`],
    ...profile.named.map(({ kind, name, ref }): [string, string] => [
      'with',
      `${kind} ${name} (${ref})`,
    ]),
    ...profile.passedOver.map((why): [string, string] => ['passed', why]),
    ...(profile.isRehearsed ? [REHEARSED] : []),
  ]);
}

function pairs(facts: readonly (readonly [string, string])[]): string {
  return facts.map(([name, text]) => `${name.padEnd(10)}${text}\n`).join('');
}

/** A passphrase that was made: told this once, and to be kept by whoever reads it; empty where none was. */
export function passphraseText({ diskPassphrase }: Pick<Install, 'diskPassphrase'>): string {
  if (diskPassphrase === undefined) return '';
  return `\nPassphrase of the encrypted disks, told only now; keep it:\n  ${diskPassphrase}\n\n`;
}
