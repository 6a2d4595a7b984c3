import { describe, expect, it } from '@jest/globals';
import { readVendorContract } from './vendor-contract.ts';

const contract = readVendorContract();
const location = {
  id: 1,
  name: 'fsn1',
  description: 'Falkenstein DC Park 1',
  country: 'DE',
  city: 'Falkenstein',
  latitude: 50.47612,
  longitude: 12.370071,
  network_zone: 'eu-central',
};
const answer = { method: 'GET', path: '/locations/1', status: 200, body: { location } };

describe('the check against the vendor document', () => {
  it('takes an answer that is as the vendor has it', () => {
    expect(contract.problems(answer)).toEqual([]);
  });

  it.each([
    ['a missing field', { ...location, city: undefined }],
    ['a field of another type', { ...location, id: '1' }],
    ['a field that the vendor does not know', { ...location, datacenter: 'fsn1-dc14' }],
  ])('finds %s', (_, changed) => {
    const body: unknown = JSON.parse(JSON.stringify({ location: changed }));
    expect(contract.problems({ ...answer, body })).toHaveLength(1);
  });

  it('finds a path and a status that the vendor does not have', () => {
    expect(contract.problems({ ...answer, path: '/moons' })).toHaveLength(1);
    expect(contract.problems({ ...answer, status: 201 })).toHaveLength(1);
    expect(contract.problems({ ...answer, body: { error: {} }, status: 404 })).not.toEqual([]);
  });
});
