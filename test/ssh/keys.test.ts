import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ssh2 from 'ssh2';
import {
  fingerprintMd5,
  fingerprintSha256,
  generateKeyPair,
  knownHostsLine,
  parsePublicKeyLine,
} from '../../src/ssh/keys.ts';

// Made once by ssh-keygen; its own answers to -l stand below.
const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINjVX6q5MjsKJ1JQg+bPmBGN0wu1s/CDRtMs/Zr9GPeB';
const ECDSA =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMQU64iRZG8PL0WEyb0IOJNVoRwc+TV8+3Nc8pObOHNMRK7OCkGL4xLaIDIH5t49cU3MII/Kw8AJt2fja5RTA8E=';

describe('fingerprints', () => {
  it.each([
    [ED25519, 'SHA256:Ywowc0mJI44pRjobS1U2FCaW9I4kLiC9D2tkSOsxXfc'],
    [ECDSA, 'SHA256:N5MVnd57H0W/JsTKzIJO8fUstzyi+rMNC9LBpzEGJdc'],
  ])('are what ssh-keygen says, in SHA-256', (key, fingerprint) => {
    expect(fingerprintSha256(`${key} comment`)).toBe(fingerprint);
  });

  it.each([
    [ED25519, 'd8:73:6b:01:41:a1:21:96:3d:a8:46:c7:df:01:3d:4f'],
    [ECDSA, '72:05:15:55:9d:c8:f7:c5:18:76:1b:62:e6:ec:e0:cb'],
  ])('are what ssh-keygen says, in MD5 without its prefix', (key, fingerprint) => {
    expect(fingerprintMd5(key)).toBe(fingerprint);
  });
});

describe('parsePublicKeyLine', () => {
  it('takes a line apart', () => {
    const key = parsePublicKeyLine(`${ED25519} ops key\n`);
    expect(key).toMatchObject({ type: 'ssh-ed25519', comment: 'ops key', publicKey: ED25519 });
    expect(key.blob).toHaveLength(51);
  });

  it('takes a line without a comment', () => {
    expect(parsePublicKeyLine(ECDSA)).toMatchObject({ comment: '', publicKey: ECDSA });
  });

  it.each([
    ['nothing', ''],
    ['a type alone', 'ssh-ed25519'],
    ['two lines', `${ED25519} a\n${ED25519} b`],
    ['a control character', `${ED25519} a\u0007b`],
    ['options in front', `from="192.0.2.1" ${ED25519}`],
    ['an unknown type', ED25519.replace('ssh-ed25519', 'ssh-dss')],
    ['a type that every object has', ED25519.replace('ssh-ed25519', 'constructor')],
    ['another type than the key says', ED25519.replace('ssh-ed25519', 'ssh-rsa')],
    ['a key that was cut', ED25519.slice(0, -4)],
    ['a key with a tail', `${ED25519}AAAA`],
    ['bad base64', ED25519.replace('AAAAC3', 'AAA*C3')],
    ['sloppy base64', `${ED25519.slice(0, -1)}C==`],
    ['a private key', generateKeyPair('').privateKey],
  ])('refuses %s', (_name, line) => {
    expect(() => parsePublicKeyLine(line)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});

describe('knownHostsLine', () => {
  it('names the host alone on the usual port', () => {
    expect(knownHostsLine('192.0.2.1', 22, `${ED25519} c`)).toBe(`192.0.2.1 ${ED25519}`);
  });

  it('names the port where it is another one', () => {
    expect(knownHostsLine('2001:db8::1', 2222, ED25519)).toBe(`[2001:db8::1]:2222 ${ED25519}`);
  });
});

describe('generateKeyPair', () => {
  it('makes keys that OpenSSH itself reads', () => {
    const pair = generateKeyPair('ops key');
    const directory = mkdtempSync(join(tmpdir(), 'ironflake-keys-'));
    const file = join(directory, 'key');
    writeFileSync(file, pair.privateKey, { mode: 0o600 });
    const derived = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    expect(derived.trim()).toBe(pair.publicKey);
    expect(parsePublicKeyLine(pair.publicKey).comment).toBe('ops key');
  });

  it('makes keys that sign', () => {
    for (let round = 0; round < 50; round += 1) {
      const pair = generateKeyPair('c'.repeat(round));
      const secret = ssh2.utils.parseKey(pair.privateKey);
      const open = ssh2.utils.parseKey(pair.publicKey);
      if (secret instanceof Error) throw secret;
      if (open instanceof Error) throw open;
      expect(open.verify('text', secret.sign('text'))).toBe(true);
    }
  });

  it('makes another key each time', () => {
    expect(generateKeyPair('').publicKey).not.toBe(generateKeyPair('').publicKey);
  });

  it('leaves out an empty comment', () => {
    expect(generateKeyPair('').publicKey).toMatch(/^ssh-ed25519 \S+$/);
  });
});
