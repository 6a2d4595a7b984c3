import { describe, expect, it } from '@jest/globals';
import { partitionUuid } from '../../src/plan/partition-uuid.ts';

describe('partition GUIDs', () => {
  it('never change for the same words: they are written on disks', () => {
    expect(partitionUuid('web-1', 'S1', 'root')).toBe('f1e04af4-ba80-832a-a96c-d1e636943cc9');
  });

  it('do not mistake where one word ends and the next begins', () => {
    expect(partitionUuid('a', 'bc', 'd')).not.toBe(partitionUuid('ab', 'c', 'd'));
  });
});
