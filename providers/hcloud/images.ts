import type { WireImage } from './wire.ts';

/**
 * Small images that read cloud-init and whose kernels kexec well, best first. Chosen at run time, since
 * each one goes some day.
 */
const PREFERRED = ['debian-13', 'debian-12', 'ubuntu-24.04'];

/** The throw-away image a new server starts from; null when none of ours is offered. */
export function chooseImage(images: readonly WireImage[], architecture: string): WireImage | null {
  const usable = images.filter(
    (image) => image.architecture === architecture && image.deprecated === null,
  );
  for (const name of PREFERRED) {
    const found = usable.find((image) => image.name === name);
    if (found !== undefined) return found;
  }
  return null;
}
