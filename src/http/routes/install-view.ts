/** Installs as the contract shows them. */

import type { components } from '../../../openapi/api.gen.ts';
import type { Install as InstallRow, Proof } from '../../domain/install.ts';
import { contentInWords, layoutName } from '../../domain/layout.ts';
import type { OrderChoice, OrderPlaced } from '../../domain/order.ts';
import type { Plan, PlannedDisk } from '../../domain/plan.ts';
import type { InstallView } from '../../service/get-install.ts';
import type { ListedInstall } from '../../service/list-installs.ts';
import { pictureOf } from '../../service/plan-picture.ts';
import type { MachineSeen } from '../../service/ports.ts';
import type { Started } from '../../service/start-install.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import { toInstallProblem } from '../problem.ts';

type Schemas = components['schemas'];

/** Path of an install, for links and `Location`. */
export function installPath(installId: string): string {
  return `/v1/installs/${encodeURIComponent(installId)}`;
}

/** One line of the list. */
export function toSummary(
  catalog: ErrorCatalog,
  { install, hostname }: ListedInstall,
): Schemas['InstallSummary'] {
  const { installId, state, phase, waiting, problem, createdAt, updatedAt, endedAt } = install;
  return {
    installId,
    hostname,
    state,
    phase,
    waiting: waiting === null ? null : { ...waiting },
    problem: problem === null ? null : toInstallProblem(catalog, problem),
    createdAt,
    updatedAt,
    endedAt,
    links: linksOf(install),
  };
}

/** The whole install. */
export function toInstall(catalog: ErrorCatalog, view: InstallView): Schemas['Install'] {
  const { proof } = view.install;
  return {
    ...toSummary(catalog, view),
    proof: proof === null ? null : toProof(proof),
    timings: view.timings.map((timing) => ({ ...timing })),
    machine: view.machine === null ? null : toMachine(view.machine),
    order: view.order === null ? null : toOrder(view.order),
    plan: view.plan === null ? null : toPlanSummary(view.plan),
    picture: view.plan === null ? null : pictureOf(view.plan),
    knownHosts: proof?.knownHostsLine ?? null,
    retryOf: view.retryOf,
    labels: { ...view.labels },
  };
}

/** The install in the answer that starts it: the only one that tells a passphrase which was made. */
export function toStarted(
  install: Schemas['Install'],
  { madePassphrase }: Pick<Started, 'madePassphrase'>,
): Schemas['Install'] {
  return madePassphrase === null ? install : { ...install, diskPassphrase: madePassphrase };
}

function linksOf({ installId }: Pick<InstallRow, 'installId'>): Schemas['InstallLinks'] {
  const self = installPath(installId);
  return {
    self,
    events: `${self}/events`,
    flake: `${self}/flake`,
    cancel: `${self}/cancel`,
    permit: `${self}/permit`,
    retry: `${self}/retry`,
    evidence: `${self}/evidence`,
  };
}

function toMachine({ origin, addresses }: MachineSeen): Schemas['InstallMachine'] {
  const { provider, account, providerRef } = origin;
  return {
    provider,
    account,
    providerRef,
    addresses: addresses.map(({ host, port }) => ({ host, port })),
  };
}

function toOrder({ providerRef, chosen, passedOver }: OrderPlaced): Schemas['InstallOrder'] {
  const choice = chosen === null ? null : toChoice(chosen);
  return { providerRef, chosen: choice, passedOver: [...passedOver] };
}

function toChoice({ serverType, location, monthlyGross, setupGross, currency }: OrderChoice) {
  return { serverType, location, monthlyGross, setupGross, currency };
}

/** A proof, field by field: what the record may hold beyond it stays inside. */
export function toProof(proof: Proof): Schemas['Proof'] {
  return {
    address: proof.address,
    hostKey: proof.hostKey,
    knownHostsLine: proof.knownHostsLine,
    firstContact: proof.firstContact,
    bootIdBefore: proof.bootIdBefore,
    bootId: proof.bootId,
    systemPath: proof.systemPath,
    mounts: proof.mounts.map(({ mountpoint, source, serials }) => ({
      mountpoint,
      source,
      serials: [...serials],
    })),
    arrays: proof.arrays.map(({ name, state, isComplete }) => ({ name, state, isComplete })),
    failedUnits: proof.failedUnits === null ? null : [...proof.failedUnits],
    unlock: proof.unlock === undefined ? null : { ...proof.unlock },
    checkedAt: proof.checkedAt,
  };
}

/** What a plan would do, without its inner layout. */
export function toPlanSummary(plan: Plan): Schemas['PlanSummary'] {
  return {
    digest: plan.digest,
    preset: layoutName(plan.layout),
    firmware: plan.boot.firmware,
    disksToWipe: plan.disksToWipe.map(toPlannedDisk),
    disksLeftAlone: plan.disksLeftAlone.map(toPlannedDisk),
    bytesToWipe: plan.bytesToWipe,
    partitions: plan.layout.disks.flatMap((disk) =>
      disk.partitions.map(({ number, name, sizeMib, content }) => ({
        disk: disk.name,
        number,
        name,
        sizeMib,
        holds: contentInWords(content),
      })),
    ),
    arrays: plan.layout.arrays.map(({ name, level, memberCount, content }) => ({
      name,
      level,
      memberCount,
      holds: contentInWords(content),
    })),
    warnings: [...plan.warnings],
  };
}

function toPlannedDisk(disk: PlannedDisk): Schemas['PlannedDisk'] {
  const { device, model, serial, wwn, sizeBytes, contents } = disk;
  return { device, model, serial, wwn, sizeBytes, contents: [...contents] };
}
