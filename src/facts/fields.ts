/** Fields of foreign JSON, read with their type checked. */

import { unreadable } from './sections.ts';

export type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON text of a section → its value. Empty text is `[]`: older iproute2 prints nothing for none.
 *
 * @throws MachineError `machine.facts-unreadable`
 */
export function parseJson(text: string, section: string): unknown {
  if (text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw unreadable(`the section "${section}" is not JSON: ${text.slice(0, 80)}`, section, error);
  }
}

/** The objects of a list; anything else in it, or no list at all, is left out. */
export function objectsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The value itself when it is an object, else an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** Trimmed text, or null when absent, not text, or blank. */
export function textField(fields: Fields, key: string): string | null {
  const value = fields[key];
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text;
}

/** A number, or one written as text (lsblk before 2.33 quotes all), or null. */
export function numberField(fields: Fields, key: string): number | null {
  const value = fields[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'string' || !/^\d+$/.test(value.trim())) return null;
  return Number(value);
}

/** A flag as true, 1 or "1"; all else is false. */
export function flagField(fields: Fields, key: string): boolean {
  const value = fields[key];
  return value === true || value === 1 || value === '1';
}
