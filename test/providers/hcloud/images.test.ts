import { describe, expect, it } from '@jest/globals';
import { chooseImage } from '../../../providers/hcloud/images.ts';
import { readImage } from '../../../providers/hcloud/wire.ts';
import { imageBody } from './make.ts';

const ubuntu = imageBody('ubuntu-24.04', { id: 1 });
const debian12 = imageBody('debian-12', { id: 2 });
const debian13 = imageBody('debian-13', { id: 3 });

describe('the image that a new server starts from', () => {
  it.each([
    ['debian-13 before all', [ubuntu, debian12, debian13], 'debian-13'],
    ['debian-12 next', [ubuntu, debian12], 'debian-12'],
    ['ubuntu-24.04 last', [imageBody('fedora-43'), ubuntu], 'ubuntu-24.04'],
    [
      'none that is deprecated',
      [{ ...debian13, deprecated: '2026-08-31T00:00:00Z' }, ubuntu],
      'ubuntu-24.04',
    ],
    ['none of another architecture', [{ ...debian13, architecture: 'arm' }, debian12], 'debian-12'],
    ['none of a stranger', [imageBody('alpine-3')], undefined],
  ])('is %s', (_title, images, name) => {
    expect(chooseImage(images.map(readImage), 'x86')?.name).toBe(name);
  });
});
