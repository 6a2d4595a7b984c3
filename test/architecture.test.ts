import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MOST_LINES = 500;

interface Rule {
  /** A folder, or one file; the longest one that fits a file is its rule. */
  readonly at: string;
  /** Folders and files of ours beside its own folder; a folder stands for all in it. */
  readonly from: readonly string[];
  /** By name; a scope such as `@fastify` stands for all in it. */
  readonly packages: readonly string[];
}

/** The import table of the style guide. An arrow that is missing is a design question, settled there first. */
const TABLE: readonly Rule[] = [
  { at: 'src/domain', from: [], packages: [] },
  { at: 'src/config.ts', from: ['src/config'], packages: [] },
  // Parts of the one table that are more than text; it was near the most lines of a file.
  { at: 'src/config', from: [], packages: [] },
  { at: 'src/facts', from: ['src/domain'], packages: [] },
  { at: 'src/plan', from: ['src/domain'], packages: [] },
  { at: 'src/generate', from: ['src/domain'], packages: [] },
  { at: 'src/workflow', from: ['src/domain'], packages: ['@dbos-inc', 'pg'] },
  { at: 'src/ssh', from: ['src/domain'], packages: ['node-ssh', 'ssh2', 'p-retry'] },
  { at: 'providers/provider.ts', from: ['src/domain'], packages: [] },
  // What calls of all vendors have in common; it knows none of them.
  { at: 'providers/http', from: ['providers/provider.ts', 'src/domain'], packages: ['p-retry'] },
  {
    at: 'providers/hcloud',
    from: ['providers/provider.ts', 'providers/http', 'src/domain', 'openapi/vendor'],
    packages: ['hcloud-js', 'axios'],
  },
  {
    at: 'providers/robot',
    from: ['providers/provider.ts', 'providers/http', 'src/domain', 'openapi/vendor'],
    packages: ['axios'],
  },
  {
    at: 'providers/ssh',
    from: ['providers/provider.ts', 'src/domain', 'src/ssh'],
    packages: ['p-retry'],
  },
  {
    at: 'providers/registry.ts',
    from: ['providers', 'src/domain'],
    packages: [],
  },
  {
    at: 'src/install',
    from: [
      'src/domain',
      'src/facts',
      'src/plan',
      'src/generate',
      'src/workflow',
      'src/ssh',
      'providers/provider.ts',
    ],
    packages: [],
  },
  {
    at: 'src/machine',
    from: [
      'src/domain',
      'src/facts',
      'src/generate',
      'src/install',
      'src/workflow',
      'src/ssh',
      'providers/provider.ts',
    ],
    packages: [],
  },
  // What the engine asks of a vendor that is no machine's own business: credentials, prices.
  {
    at: 'src/vendor',
    from: ['src/domain', 'src/workflow', 'providers/provider.ts'],
    packages: [],
  },
  { at: 'src/store', from: ['src/domain'], packages: ['kysely', 'pg', '@electric-sql'] },
  { at: 'src/events', from: ['src/domain', 'src/store'], packages: [] },
  {
    at: 'src/service',
    from: [
      'src/domain',
      'src/plan',
      'src/generate',
      'src/workflow',
      'src/store',
      'src/install/workflow.ts',
      'providers/provider.ts',
    ],
    packages: [],
  },
  {
    at: 'src/http',
    from: ['src/domain', 'src/service', 'src/events', 'openapi/api.gen.ts'],
    packages: ['fastify', 'fastify-openapi-glue', '@fastify', 'ajv', 'ajv-formats', 'yaml', 'pino'],
  },
  // Another's tokens are checked at the edge, where callers are told apart; nothing else knows JWTs.
  {
    at: 'src/http/oidc',
    from: ['src/http', 'src/domain'],
    packages: ['jose', 'pino'],
  },
  // Both made from the contract: the client may know nothing else of the service.
  {
    at: 'src/client',
    from: ['openapi/api.gen.ts', 'openapi/operations.gen.ts'],
    packages: [],
  },
  { at: 'src/cli', from: ['src/client'], packages: ['commander'] },
  { at: 'src/web', from: ['src/client'], packages: [] },
  // Spans are told by the engine, the record and the edge in our own words; one place knows how they leave.
  {
    at: 'src/telemetry',
    from: ['src/domain', 'src/workflow', 'src/install/records.ts', 'providers/provider.ts'],
    packages: ['@opentelemetry'],
  },
  { at: 'src/main.ts', from: ['src', 'providers', 'openapi'], packages: ['pino', 'pg', 'fastify'] },
  { at: 'src/main', from: ['src', 'providers', 'openapi'], packages: ['pino', 'pg'] },
];

/** Files in which no runtime of Node may be had. */
const BROWSER_FOLDERS = ['src/client', 'src/web'];

function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules/'));
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function isWithin(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function ruleOf(file: string): Rule | undefined {
  const fitting = TABLE.filter(({ at }) => isWithin(file, at));
  return fitting.toSorted((one, other) => other.at.length - one.at.length)[0];
}

/** Everything a file imports, types and dynamic imports included; own files from the root on. */
function importsOf(file: string): readonly string[] {
  return ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => {
    const isOwn = fileName.startsWith('.');
    return isOwn ? path.normalize(path.join(path.dirname(file), fileName)) : fileName;
  });
}

function isOwnFile(imported: string): boolean {
  return /^(src|providers|openapi|test|bin)\//.test(imported);
}

/** Why an import is not allowed; null: it is. */
function breachOf(file: string, imported: string): string | null {
  const rule = ruleOf(file);
  if (rule === undefined) return `${file} is in no folder of the table`;
  if (isOwnFile(imported)) {
    const isAllowed = [rule.at, ...rule.from].some((place) => isWithin(imported, place));
    return isAllowed ? null : `${file} may not import ${imported}`;
  }
  if (imported.startsWith('node:')) {
    const isBrowser = BROWSER_FOLDERS.some((folder) => isWithin(file, folder));
    return isBrowser ? `${file} runs in browsers and may not import ${imported}` : null;
  }
  const isAllowed = rule.packages.some((name) => isWithin(imported, name));
  return isAllowed ? null : `${file} may not import the package ${imported}`;
}

const SOURCES = ['src', 'providers'].flatMap(filesBelow);

describe('the import table', () => {
  it('is kept by every file of src and providers', () => {
    const breaches = SOURCES.flatMap((file) =>
      importsOf(file).flatMap((imported) => breachOf(file, imported) ?? []),
    );
    expect(breaches).toEqual([]);
  });

  it.each([
    ['src/domain/plan.ts', 'src/facts/probe.ts'],
    ['src/http/server.ts', 'src/ssh/connect.ts'],
    ['src/http/server.ts', 'src/store/open.ts'],
    ['src/service/start-install.ts', 'src/install/reach.ts'],
    ['providers/hcloud/index.ts', 'providers/ssh/index.ts'],
    ['providers/http/errors.ts', 'providers/robot/index.ts'],
    ['src/install/reach.ts', 'providers/hcloud/index.ts'],
    ['src/client/client.ts', 'node:fs'],
    ['src/plan/plan.ts', 'axios'],
    ['src/main.ts', 'test/lab/lab.ts'],
    ['src/helpers/any.ts', 'src/domain/plan.ts'],
  ])('would notice %s importing %s', (file, imported) => {
    expect(breachOf(file, imported)).not.toBeNull();
  });

  it('finds imports of types too', () => {
    expect(importsOf('src/service/get-install.ts')).toContain('src/domain/plan.ts');
  });
});

describe('the files', () => {
  it(`have at most ${MOST_LINES} lines`, () => {
    const files = [...SOURCES, ...filesBelow('test')];
    const long = files.filter((file) => read(file).split('\n').length > MOST_LINES + 1);
    expect(long).toEqual([]);
  });

  it('have kebab-case names, and none that says nothing', () => {
    const odd = SOURCES.filter((file) => {
      const parts = file.replace(/(\.d)?\.(ts|js)$/, '').split('/');
      const isEmptyWord = parts.some((part) => /^(utils?|helpers?|common|misc)$/.test(part));
      return isEmptyWord || !parts.every((part) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part));
    });
    expect(odd).toEqual([]);
  });
});
