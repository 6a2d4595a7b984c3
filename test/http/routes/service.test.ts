import { describe, expect, it } from '@jest/globals';
import { createServiceUnderTest } from '../service-under-test.ts';

const works = { name: 'database', run: async () => 'answers' };
const fails = {
  name: 'engine',
  run: async () => {
    throw new Error('not started');
  },
};

describe('the resources of the service', () => {
  it('say ready while every check passes', async () => {
    const service = await createServiceUnderTest([works]);
    const answer = await service.call({ url: '/readyz' });
    expect(answer.status).toBe(200);
    expect(answer.json().checks).toEqual([{ name: 'database', isOk: true, note: 'answers' }]);
    await service.app.close();
  });

  it('say not ready with the reason, and stay alive', async () => {
    const service = await createServiceUnderTest([works, fails]);
    const answer = await service.call({ url: '/readyz' });
    expect(answer.status).toBe(503);
    expect(answer.json().checks).toContainEqual({
      name: 'engine',
      isOk: false,
      note: 'not started',
    });
    expect((await service.call({ url: '/healthz' })).status).toBe(200);
    await service.app.close();
  });

  it('give the contract that the documentation page shows too', async () => {
    const service = await createServiceUnderTest();
    const contract = (await service.call({ url: '/openapi.json' })).json();
    const shown = await service.app.inject({ url: '/docs/json' });
    expect(shown.json()).toEqual(contract);
    await service.app.close();
  });
});
