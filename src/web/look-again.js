/** Pages that are looked at again while they are shown. */

export const LOOK_AGAIN_MS = 3000;

/** @param {number} ms @returns {Promise<void>} */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
