import { describe, expect, it } from '@jest/globals';
import { createHcloudClient } from '../../../providers/hcloud/client.ts';
import { chooseImage, findImage } from '../../../providers/hcloud/images.ts';
import { readImage } from '../../../providers/hcloud/wire.ts';
import { mockHttp } from '../../support/http-mock.ts';
import { ENDPOINT, imageBody, jumpingClock, never, page, refusal, TOKEN } from './make.ts';

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

describe('an image that the order names', () => {
  const http = mockHttp(ENDPOINT);
  const find = (wanted: string, architecture = 'x86') => {
    const client = createHcloudClient({ token: TOKEN, endpoint: ENDPOINT, clock: jumpingClock() });
    return findImage(client, wanted, architecture, never());
  };

  function listed(name: string, images: readonly unknown[]): void {
    const query = { name, architecture: 'x86', page: 1, per_page: 50 };
    http.on.get('/images').query(query).reply(200, page('images', images));
  }

  it('is found by its name, which stands once for each architecture', async () => {
    listed('debian-12', [debian12]);
    expect(await find('debian-12')).toMatchObject({ id: 2 });
  });

  it('is found by its id', async () => {
    http.on.get('/images/7').reply(200, { image: imageBody('own', { id: 7, name: null }) });
    expect(await find('7')).toMatchObject({ id: 7, name: null });
  });

  it('is none where the id is of another architecture', async () => {
    http.on.get('/images/7').reply(200, { image: imageBody('own', { architecture: 'arm' }) });
    expect(await find('7')).toBeNull();
  });

  it('is looked for by name where no image has the id', async () => {
    http.on.get('/images/7').reply(404, refusal('not_found'));
    listed('7', []);
    expect(await find('7')).toBeNull();
  });
});
