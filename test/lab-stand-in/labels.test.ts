import { describe, expect, it } from '@jest/globals';
import { checkLabels, parseSelector } from '../lab/hcloud/labels.ts';

describe('label selectors', () => {
  const labels = { env: 'prod', 'example.com/op': '7', bare: '' };
  it.each([
    ['', true],
    ['env', true],
    ['bare', true],
    ['!env', false],
    ['!other', true],
    ['env=prod', true],
    ['env==prod', true],
    ['env!=prod', false],
    ['other!=x', true],
    ['bare==', true],
    ['example.com/op==7', true],
    ['env in (test, prod)', true],
    ['env in (test)', false],
    ['env notin (test)', true],
    ['other notin (x)', true],
    ['other in (x)', false],
    ['env in (prod,test),example.com/op==7', true],
    ['env==prod,!bare', false],
  ])('%s is %s', (selector, isSelected) => {
    expect(parseSelector(selector)(labels)).toBe(isSelected);
  });

  it.each(['a b', '==x', 'env==prod,', '!'])('refuses %j', (selector) => {
    expect(() => parseSelector(selector)).toThrow('label_selector');
  });
});

describe('labels', () => {
  it.each([
    [{ env: 'prod' }, true],
    [{ env: '' }, true],
    [{ 'a.b-c_d': 'x.y-z_1' }, true],
    [{ 'example.com/my': 'label' }, true],
    [{ ['k'.repeat(63)]: 'v'.repeat(63) }, true],
    [{ ['k'.repeat(64)]: 'v' }, false],
    [{ k: 'v'.repeat(64) }, false],
    [{ '-k': 'v' }, false],
    [{ k: 'v-' }, false],
    [{ k: 'a b' }, false],
    [{ '': 'v' }, false],
    [{ 'a/b/c': 'v' }, false],
    [{ 'hetzner.cloud/k': 'v' }, false],
  ])('%j is valid: %s', (labels, isValid) => {
    expect(checkLabels(labels).length === 0).toBe(isValid);
  });
});
