import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { components } from '../../../openapi/api.gen.ts';
import { createServiceUnderTest } from '../service-under-test.ts';

it('GET /v1/layouts describes each layout with a schema that its requests fit', async () => {
  const service = await createServiceUnderTest();
  const answer = await service.call({ url: '/v1/layouts', scope: 'read' });
  await service.app.close();
  expect(answer.status).toBe(200);
  const items = answer.json().items as components['schemas']['Layout'][];
  expect(items).toHaveLength(9);
  const ajv = new Ajv2020();
  for (const { preset, options, schema } of items) {
    const fits = ajv.compile(schema);
    expect(fits({ preset, swapSizeMib: 1024 })).toBe(true);
    expect(fits({ preset: 'another' })).toBe(false);
    expect(fits({ preset, luks: true })).toBe(options.luks);
    expect(fits({ preset, lvm: true })).toBe(options.lvm);
    expect(fits({ preset, impermanence: true })).toBe(options.impermanence);
  }
});
