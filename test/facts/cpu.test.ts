import { describe, expect, it } from '@jest/globals';
import { parseArchitecture, parseCpu, parseMemory } from '../../src/facts/cpu.ts';

describe('processor and memory', () => {
  it.each([
    ['x86_64', 'x86_64'],
    ['arm64', 'aarch64'],
    ['aarch64', 'aarch64'],
    ['riscv64', 'unknown'],
    ['', 'unknown'],
  ])('takes machine %j as %s', (machine, want) => {
    expect(parseArchitecture(machine)).toBe(want);
  });

  it('counts logical CPUs and knows the maker', () => {
    const line = 'processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC: 7502P\n';
    expect(parseCpu(line + line)).toEqual({ model: 'AMD EPYC: 7502P', cores: 2, vendor: 'amd' });
  });

  it('names an ARM core by its number, and shows the number of an unknown one', () => {
    const core = (part: string) => `processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: ${part}`;
    expect(parseCpu(core('0xd0c'))).toEqual({ model: 'Neoverse-N1', cores: 1, vendor: 'arm' });
    expect(parseCpu(core('0xfff')).model).toBe('ARM implementer 0x41 part 0xfff');
    expect(parseCpu('')).toEqual({ model: 'unknown', cores: 1, vendor: 'unknown' });
  });

  it('rounds memory down to MiB and refuses to go without a total', () => {
    expect(parseMemory('MemTotal:        1511340 kB\nMemAvailable:     941232 kB')).toEqual({
      memoryMib: 1475,
      memoryAvailableMib: 919,
    });
    expect(() => parseMemory('MemFree: 1 kB')).toThrow(/no MemTotal/);
  });
});
