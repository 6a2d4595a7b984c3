import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, type ServiceUnderTest } from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await createServiceUnderTest();
});
afterAll(async () => {
  await service.app.close();
});

async function list(query: string) {
  const url = `/v1/offers${query}`;
  const answer = await service.call({ method: 'GET', url, scope: 'read' });
  const items = answer.json().items;
  const ids = Array.isArray(items) ? items.map(({ id }: { id: string }) => id) : [];
  return { answer, ids };
}

describe('offers', () => {
  it('come in one shape, cheapest first, with the age of each source', async () => {
    const { answer, ids } = await list('');
    expect(ids).toEqual(['cx23', 'cx33', '2811001']);
    expect(answer.json()).toMatchObject({
      total: 3,
      nextCursor: null,
      sources: [
        { provider: 'hcloud', account: 'main', state: 'fresh', ageSeconds: 7, problem: null },
        { provider: 'robot', state: 'failed', problem: { code: 'provider.unavailable' } },
      ],
    });
  });

  it.each([
    ['?available=true', ['cx33', '2811001']],
    ['?provider=robot', ['2811001']],
    ['?account=nobody', []],
    ['?channel=cloud&sort=-price', ['cx33', 'cx23']],
    ['?minCores=2', ['cx23', 'cx33']],
    ['?minMemoryGb=32', ['2811001']],
    ['?diskKind=nvme&minDisks=2&minDiskGb=500', ['2811001']],
    ['?diskKind=hdd', []],
    ['?location=FSN1', ['cx33', '2811001']],
    ['?location=nbg1&location=fsn1', ['cx23', 'cx33', '2811001']],
    ['?cpu=i7', ['2811001']],
    ['?architecture=aarch64', []],
    ['?maxMonthlyGross=6.50', ['cx23', 'cx33']],
    ['?maxMonthlyGross=6.50&ipv4=true', ['cx23']],
    ['?currency=USD', []],
    ['?sort=-memory&limit=1', ['2811001']],
  ])('are chosen and sorted by %s', async (query, want) => {
    expect((await list(query)).ids).toEqual(want);
  });

  it('come by pages', async () => {
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.answer.json().nextCursor}`);
    expect([...first.ids, ...second.ids]).toEqual(['cx23', 'cx33', '2811001']);
    expect((await list('?cursor=nonsense')).answer.status).toBe(400);
  });
});
