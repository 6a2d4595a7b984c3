import { expect, it } from '@jest/globals';
import type { Provider, ProviderMachine } from '../../providers/provider.ts';
import { createReadFactsWorkflow } from '../../src/machine/read-facts.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';
import { createMachineUnderTest, passTime } from './machine-under-test.ts';

it('asks the provider for the addresses of a machine that was adopted by its number', async () => {
  const world = createMachineUnderTest();
  const asked: string[] = [];
  const addresses = [{ host: '192.0.2.8', port: 22 }];
  world.provider = fake<Provider>({
    async getMachine(ref) {
      asked.push(ref);
      return fake<ProviderMachine>({ addresses });
    },
  });
  world.change({ addresses: [], mode: 'reading' });
  const read = () => createReadFactsWorkflow(world.deps)('m-1');
  await passTime(world, runInMemory(world.clock, read));
  await passTime(world, runInMemory(world.clock, read));
  expect(asked).toEqual(['4711']);
  expect(world.machine().addresses).toEqual(addresses);
});
