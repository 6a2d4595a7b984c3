/** A plan as a picture for people. */

import type { Plan } from '../domain/plan.ts';
import { renderPicture } from '../generate/picture.ts';

/** The disks of a plan as an SVG document; same plan, same bytes. */
export function pictureOf(plan: Plan): string {
  return renderPicture(plan);
}
