/** Labels and label selectors by the vendor's rules. @see https://docs.hetzner.cloud/#labels */

import { type FieldProblem, invalidInput } from './refusal.ts';

/** Key → value; a value may be empty. */
export type Labels = Readonly<Record<string, string>>;

const NAME = /^[a-z0-9A-Z]([-_.a-z0-9A-Z]{0,61}[a-z0-9A-Z])?$/;
const DNS_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with a set of labels, in the words of an `invalid_input`; empty when nothing is. */
export function checkLabels(labels: Labels): readonly FieldProblem[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!isLabelKey(key)) return [{ name: 'labels', messages: [`invalid label key '${key}'`] }];
    if (value !== '' && !NAME.test(value)) {
      return [{ name: 'labels', messages: [`invalid label value of '${key}'`] }];
    }
    return [];
  });
}

function isLabelKey(key: string): boolean {
  const parts = key.split('/');
  if (parts.length > 2) return false;
  const [first = '', second] = parts;
  if (second === undefined) return NAME.test(first);
  return (
    first.length <= 253 && first !== 'hetzner.cloud' && DNS_NAME.test(first) && NAME.test(second)
  );
}

type Requirement = (labels: Labels) => boolean;

/**
 * A selector text → whether labels satisfy it; everything does when it is empty.
 *
 * @throws Refusal 422 `invalid_input`
 */
export function parseSelector(text: string): Requirement {
  if (text.trim() === '') return () => true;
  const requirements = text.split(/,(?![^(]*\))/).map((part) => parseRequirement(part.trim()));
  return (labels) => requirements.every((isMet) => isMet(labels));
}

function parseRequirement(text: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key = '', verb, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    const isIn = (labels: Labels) => values.includes(labels[key] ?? '\0');
    return withKey(key, verb === 'in' ? isIn : (labels) => !isIn(labels));
  }
  const pair = /^([^!=\s]+)\s*(==?|!=)\s*(\S*)$/.exec(text);
  if (pair) {
    const [, key = '', verb, value] = pair;
    return withKey(key, (labels) => (labels[key] === value) === (verb !== '!='));
  }
  if (text.startsWith('!')) {
    const key = text.slice(1).trim();
    return withKey(key, (labels) => labels[key] === undefined);
  }
  return withKey(text, (labels) => labels[text] !== undefined);
}

function withKey(key: string, requirement: Requirement): Requirement {
  if (isLabelKey(key)) return requirement;
  throw invalidInput([{ name: 'label_selector', messages: [`invalid key '${key}'`] }]);
}
