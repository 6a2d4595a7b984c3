import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyPrepared, keepPrepared, preparedCluster } from '../../src/store/prepared.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';

let root: string;
let place: string;

beforeAll(() => {
  root = makeFastDirectory();
  place = path.join(root, 'place');
});
afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

function makeCluster(name: string): string {
  const cluster = path.join(root, name);
  fs.mkdirSync(path.join(cluster, 'base'), { recursive: true });
  fs.writeFileSync(path.join(cluster, 'PG_VERSION'), '18\n', { mode: 0o600 });
  fs.writeFileSync(path.join(cluster, 'base', 'rows'), name, { mode: 0o600 });
  return cluster;
}

describe('a prepared cluster', () => {
  it('is copied once there is one, for its owner alone, and never in parts', () => {
    const target = path.join(root, 'pg');
    expect(copyPrepared(target, place)).toBe(false);
    expect(fs.existsSync(target)).toBe(false);
    fs.mkdirSync(path.join(place, 'cluster-of-older-migrations'), { recursive: true });
    keepPrepared(makeCluster('first'), place);
    // Another who was preparing at the same time changes nothing and leaves nothing.
    keepPrepared(makeCluster('second'), place);
    expect(fs.readdirSync(place)).toEqual([path.basename(preparedCluster(place))]);
    expect(copyPrepared(target, place)).toBe(true);
    expect(fs.readFileSync(path.join(target, 'base', 'rows'), 'utf8')).toBe('first');
    expect(fs.statSync(target).mode & 0o777).toBe(0o700);
  });

  it('can be read by whoever runs the service', () => {
    const { mode } = fs.statSync(path.join(preparedCluster(place), 'base', 'rows'));
    expect(mode & 0o444).toBe(0o444);
  });
});
