import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { LOOK_AT_BOOT, parseBootLook } from '../../src/ssh/boot.ts';

const ADDRESS = { host: '192.0.2.1', port: 22 };
const BOOT_ID = '0a1b2c3d-1111-4222-8333-444455556666';

describe('parseBootLook', () => {
  it('reads how long the oldest sshd has been there', () => {
    expect(parseBootLook(`${BOOT_ID} 12.34 1000\n`, ADDRESS)).toEqual({
      bootId: BOOT_ID,
      sshdAgeMs: 2340,
    });
  });

  it('knows no age where there is no sshd', () => {
    expect(parseBootLook(`${BOOT_ID} 12.34 -\n`, ADDRESS).sshdAgeMs).toBeNull();
  });

  it('passes over what a login script prints before', () => {
    expect(parseBootLook(`Welcome!\n${BOOT_ID} 12.34 1000\n`, ADDRESS).bootId).toBe(BOOT_ID);
  });

  it.each(['', 'nonsense', `${BOOT_ID}`, '12.34 1000'])('refuses "%s"', (stdout) => {
    expect(() => parseBootLook(stdout, ADDRESS)).toThrow(
      expect.objectContaining({ code: 'machine.facts-unreadable' }),
    );
  });
});

describe('LOOK_AT_BOOT', () => {
  it.each(['sh', 'bash'])('is understood by a real %s', (shell) => {
    const stdout = execFileSync(shell, ['-c', LOOK_AT_BOOT.text], { encoding: 'utf8' });
    const { bootId } = parseBootLook(stdout, ADDRESS);
    expect(bootId).toBe(
      execFileSync('cat', ['/proc/sys/kernel/random/boot_id'], { encoding: 'utf8' }).trim(),
    );
  });
});
