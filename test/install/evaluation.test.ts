import { describe, expect, it } from '@jest/globals';
import { parseEvaluation } from '../../src/install/evaluation.ts';

const DRV = '/nix/store/00000000000000000000000000000000-system.drv';

describe('parseEvaluation', () => {
  it('reads what Nix printed, with the keys of a file apart', () => {
    const text = JSON.stringify({
      systemDrv: DRV,
      diskoDrv: null,
      hostname: 'web-1',
      platform: 'x86_64-linux',
      ssh: { isEnabled: true, permitRootLogin: true, ports: [22, 'x'], rootKeys: ['a\nb'] },
      bootLoaders: ['grub'],
      disks: ['/dev/sda'],
      mountpoints: ['/'],
      network: { usesDhcp: false, addresses: ['192.0.2.7/32'] },
    });
    expect(parseEvaluation(text)).toMatchObject({
      systemDrv: DRV,
      diskoDrv: null,
      ssh: { permitRootLogin: 'yes', readsHome: true, ports: [22], rootKeys: ['a', 'b'] },
    });
  });

  it.each(['', 'null', '{}', '{"systemDrv":"/etc/passwd"}', `{"systemDrv":"${DRV}"}`])(
    'refuses %j',
    (text) => {
      expect(() => parseEvaluation(text)).toThrow(
        expect.objectContaining({ code: 'machine.build-failed' }),
      );
    },
  );
});
