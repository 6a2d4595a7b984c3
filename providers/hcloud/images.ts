import { errorCode } from '../../src/domain/error.ts';
import { getImage, listImagesByName, listSystemImages } from './calls.ts';
import type { HcloudClient } from './client.ts';
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

/**
 * The image of an order for one architecture; null where there is none.
 *
 * @param wanted id or name; null: one of our own choice
 */
export async function findImage(
  client: HcloudClient,
  wanted: string | null,
  architecture: string,
  signal: AbortSignal,
): Promise<WireImage | null> {
  if (wanted === null) {
    return chooseImage(await listSystemImages(client, architecture, signal), architecture);
  }
  if (/^\d{1,15}$/.test(wanted)) {
    const image = await imageById(client, wanted, signal);
    if (image !== null) return image.architecture === architecture ? image : null;
  }
  const [named] = await listImagesByName(client, { name: wanted, architecture }, signal);
  return named ?? null;
}

async function imageById(
  client: HcloudClient,
  imageId: string,
  signal: AbortSignal,
): Promise<WireImage | null> {
  try {
    return await getImage(client, imageId, signal);
  } catch (error) {
    if (errorCode(error) !== 'provider.not-found') throw error;
    return null;
  }
}
