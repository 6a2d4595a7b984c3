/** The environment → one frozen Config; nothing else reads the environment. */

import { readFileSync } from 'node:fs';
import { isIssuer, isScopeMap, type OidcConfig, SCOPE_MAP, toOidcConfig } from './config/oidc.ts';
import {
  TELEMETRY_VARIABLES,
  type TelemetryConfig,
  toTelemetryConfig,
} from './config/telemetry.ts';

export interface KexecTarball {
  readonly url: string;
  /** Hex; null: not configured, and said so when an install needs it. */
  readonly sha256: string | null;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** null: the embedded database in dataDir. */
  readonly databaseUrl: string | null;
  /** null: main makes one in dataDir. */
  readonly token: string | null;
  /** 32 bytes; null: main makes one in dataDir. */
  readonly secretKey: Uint8Array | null;
  readonly hcloudToken: string | null;
  readonly hcloudEndpoint: string;
  readonly robotUser: string | null;
  readonly robotPassword: string | null;
  readonly robotEndpoint: string;
  readonly kexecTarballs: { readonly x86_64: KexecTarball; readonly aarch64: KexecTarball };
  readonly kexecDelivery: 'target' | 'service';
  /** Whether systems may be evaluated and built on this host. */
  readonly allowsServiceBuilds: boolean;
  /** `any`: plain http and files of this host too. */
  readonly gitTargets: 'secure' | 'any';
  readonly nixpkgsUrl: string;
  readonly diskoUrl: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly maxInstalls: number;
  /** With each account, in 24 hours. */
  readonly ordersPerDay: number;
  /** `any`: plain http and private addresses too. */
  readonly webhookTargets: 'public' | 'any';
  /** Of each token. */
  readonly callsPerMinute: number;
  /** Whose JWTs are taken beside our own tokens; null: nobody's. */
  readonly oidc: OidcConfig | null;
  /** null: no traces. */
  readonly telemetry: TelemetryConfig | null;
}

/** All that is wrong at once, as sentences that name the variable and never a secret's value. */
export type ConfigResult =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/** Variables by name; `process.env` is one. */
export type Environment = Record<string, string | undefined>;

interface Variable {
  readonly type: string;
  /** As it would be written in the environment; null: none. */
  readonly default: string | null;
  readonly meaning: string;
  readonly isSecret: boolean;
  readonly isValid: (text: string) => boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const WEBHOOK_TARGETS = ['public', 'any'] as const;
const GIT_TARGETS = ['secure', 'any'] as const;
const SERVICE_BUILDS = ['refused', 'allowed'] as const;
const DELIVERIES = ['target', 'service'] as const;
const KEXEC_RELEASE = 'https://github.com/nix-community/nixos-images/releases/download/nixos-26.05';
const SHA256_HEX = /^[0-9a-f]{64}$/;
const SECRET_KEY_BYTES = 32;

const VARIABLES = {
  PORT: {
    type: 'port',
    default: '8080',
    meaning: 'TCP port of the API and the dashboard; 0 takes any free one.',
    isSecret: false,
    isValid: (text) => isInteger(text, 0, 65_535),
  },
  HOST: {
    type: 'address',
    default: '127.0.0.1',
    meaning: 'Address to listen on. Put a TLS proxy before it where others than this host call.',
    isSecret: false,
    isValid: (text) => /^[A-Za-z0-9.:-]+$/.test(text),
  },
  DATA_DIR: {
    type: 'path',
    default: 'data',
    meaning: 'Directory of the embedded database and of keys made at the first start.',
    isSecret: false,
    isValid: (text) => !text.includes('\0'),
  },
  DATABASE_URL: {
    type: 'postgres URL',
    default: null,
    meaning: 'A PostgreSQL server, for several processes; the embedded database when absent.',
    isSecret: true,
    isValid: (text) => isUrl(text, ['postgres:', 'postgresql:']),
  },
  IRONFLAKE_TOKEN: {
    type: 'text, 16 characters or more',
    default: null,
    meaning: 'Token with every scope. When absent one is made in DATA_DIR at the first start.',
    isSecret: true,
    isValid: (text) => /^[A-Za-z0-9._~+/-]{16,}=*$/.test(text),
  },
  IRONFLAKE_SECRET_KEY: {
    type: 'base64 of 32 bytes',
    default: null,
    meaning: 'Seals credentials and keys at rest. When absent one is made in DATA_DIR.',
    isSecret: true,
    isValid: (text) => Buffer.from(text, 'base64').length === SECRET_KEY_BYTES,
  },
  HCLOUD_TOKEN: {
    type: 'text',
    default: null,
    meaning: 'Read and write token of a Hetzner Cloud project: the account `main`.',
    isSecret: true,
    isValid: (text) => /^[!-~]+$/.test(text),
  },
  HCLOUD_ENDPOINT: {
    type: 'http URL',
    default: 'https://api.hetzner.cloud/v1',
    meaning: 'Hetzner Cloud API; the lab stands in here.',
    isSecret: false,
    isValid: isHttpUrl,
  },
  ROBOT_USER: {
    type: 'text',
    default: null,
    meaning: 'Web service user of Hetzner Robot (`#ws+…`): the account `main` there.',
    isSecret: false,
    isValid: (text) => /^[!-9;-~]+$/.test(text),
  },
  ROBOT_PASSWORD: {
    type: 'text',
    default: null,
    meaning: 'Its password. One that is refused is not tried again: three tries block the address.',
    isSecret: true,
    isValid: (text) => /^[ -~]+$/.test(text),
  },
  ROBOT_ENDPOINT: {
    type: 'http URL',
    default: 'https://robot-ws.your-server.de',
    meaning: 'Hetzner Robot webservice; the lab stands in here.',
    isSecret: false,
    isValid: isHttpUrl,
  },
  IRONFLAKE_KEXEC_TARBALL_URL: {
    type: 'http URL or file',
    default: `${KEXEC_RELEASE}/nixos-kexec-installer-noninteractive-x86_64-linux.tar.gz`,
    meaning: 'Installer for x86-64 machines, in the form that nixos-images publishes.',
    isSecret: false,
    isValid: isHttpUrlOrFile,
  },
  IRONFLAKE_KEXEC_TARBALL_SHA256: {
    type: 'SHA-256, hex',
    default: null,
    meaning:
      'Checked before the installer is started. No default: the release replaces its files in place. Needed for an install on x86-64.',
    isSecret: false,
    isValid: (text) => SHA256_HEX.test(text),
  },
  IRONFLAKE_KEXEC_TARBALL_URL_AARCH64: {
    type: 'http URL or file',
    default: `${KEXEC_RELEASE}/nixos-kexec-installer-noninteractive-aarch64-linux.tar.gz`,
    meaning: 'Installer for ARM machines.',
    isSecret: false,
    isValid: isHttpUrlOrFile,
  },
  IRONFLAKE_KEXEC_TARBALL_SHA256_AARCH64: {
    type: 'SHA-256, hex',
    default: null,
    meaning: 'As above, for ARM machines.',
    isSecret: false,
    isValid: (text) => SHA256_HEX.test(text),
  },
  IRONFLAKE_KEXEC_DELIVERY: {
    type: DELIVERIES.join(' or '),
    default: 'target',
    meaning:
      'Who fetches the installer: the machine itself, or the service, which streams it over SSH.',
    isSecret: false,
    isValid: (text) => DELIVERIES.some((one) => one === text),
  },
  IRONFLAKE_SERVICE_BUILDS: {
    type: SERVICE_BUILDS.join(' or '),
    default: 'refused',
    meaning:
      "Whether requests may have systems evaluated and built on this host, by its Nix. Callers' code then runs here, in Nix' sandbox.",
    isSecret: false,
    isValid: (text) => SERVICE_BUILDS.some((one) => one === text),
  },
  IRONFLAKE_GIT_TARGETS: {
    type: GIT_TARGETS.join(' or '),
    default: 'secure',
    meaning:
      'Where flakes may be pushed to: over https and ssh, or also over plain http and into files of this host.',
    isSecret: false,
    isValid: (text) => GIT_TARGETS.some((one) => one === text),
  },
  IRONFLAKE_NIXPKGS_URL: {
    type: 'flake URL',
    default: 'github:NixOS/nixpkgs/nixos-26.05',
    meaning: 'nixpkgs of the generated flakes.',
    isSecret: false,
    isValid: isFlakeUrl,
  },
  IRONFLAKE_DISKO_URL: {
    type: 'flake URL',
    default: 'github:nix-community/disko/v1.13.0',
    meaning: 'disko of the generated flakes.',
    isSecret: false,
    isValid: isFlakeUrl,
  },
  LOG_LEVEL: {
    type: LOG_LEVELS.join(', '),
    default: 'info',
    meaning: 'What is logged, as JSON lines on stdout.',
    isSecret: false,
    isValid: (text) => LOG_LEVELS.some((one) => one === text),
  },
  IRONFLAKE_MAX_INSTALLS: {
    type: 'number from 1 to 10000',
    default: '100',
    meaning:
      'Installs that run at once in this process; others wait. One whose server is being delivered does not count.',
    isSecret: false,
    isValid: (text) => isInteger(text, 1, 10_000),
  },
  IRONFLAKE_ORDERS_PER_DAY: {
    type: 'number from 0 to 10000',
    default: '20',
    meaning:
      'Machines that may be ordered within 24 hours with each account, whatever became of them; 0 orders none. Hetzner Robot itself takes 20 orders a day.',
    isSecret: false,
    isValid: (text) => isInteger(text, 0, 10_000),
  },
  IRONFLAKE_WEBHOOK_TARGETS: {
    type: WEBHOOK_TARGETS.join(' or '),
    default: 'public',
    meaning:
      'Where webhooks may lead: over https to public addresses, or anywhere, plain http and this host included.',
    isSecret: false,
    isValid: (text) => WEBHOOK_TARGETS.some((one) => one === text),
  },
  IRONFLAKE_CALLS_PER_MINUTE: {
    type: 'number from 1 to 1000000',
    default: '1200',
    meaning: 'Calls that each token may make in a minute, in this process; a tenth of it at once.',
    isSecret: false,
    isValid: (text) => isInteger(text, 1, 1_000_000),
  },
  IRONFLAKE_OIDC_ISSUER: {
    type: 'https URL',
    default: null,
    meaning:
      'OpenID Connect issuer whose JWTs are taken beside tokens of the service, as in their `iss` to the letter; plain http for this host alone. See running.md.',
    isSecret: false,
    isValid: isIssuer,
  },
  IRONFLAKE_OIDC_AUDIENCE: {
    type: 'text',
    default: null,
    meaning: 'What has to be in their `aud`. Needed with an issuer.',
    isSecret: false,
    isValid: (text) => /^[!-~]+$/.test(text),
  },
  IRONFLAKE_OIDC_SCOPE_CLAIM: {
    type: 'name, or names joined by dots',
    default: 'scope',
    meaning: 'Claim with scopes or roles: a list, or a text of words.',
    isSecret: false,
    isValid: (text) => /^[!-~]+$/.test(text),
  },
  IRONFLAKE_OIDC_SCOPE_MAP: {
    type: 'VALUE=SCOPE, joined by commas',
    default: SCOPE_MAP,
    meaning: 'Which value of that claim grants which scope.',
    isSecret: false,
    isValid: isScopeMap,
  },
  IRONFLAKE_OIDC_LABELS_CLAIM: {
    type: 'name, or names joined by dots',
    default: null,
    meaning:
      'Claim with an object of labels that the caller is limited to. With it, a JWT without labels is refused.',
    isSecret: false,
    isValid: (text) => /^[!-~]+$/.test(text),
  },
  IRONFLAKE_OIDC_CLOCK_SKEW: {
    type: 'seconds from 0 to 300',
    default: '30',
    meaning: "How far the issuer's clock may be off.",
    isSecret: false,
    isValid: (text) => isInteger(text, 0, 300),
  },
  ...TELEMETRY_VARIABLES,
} as const satisfies Readonly<Record<string, Variable>>;

type VariableName = keyof typeof VARIABLES;
type Texts = Readonly<Record<VariableName, string | null>>;

/**
 * Reads and checks every variable of the table. A secret may be given as a file by `NAME_FILE`; secrets are
 * removed from the environment, so that no child process and no dump of it shows them.
 *
 * @param readFile text of a file; for tests
 */
export function readConfig(
  environment: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ConfigResult {
  const problems: string[] = [];
  const texts = Object.fromEntries(
    variables().map(([name, variable]) => {
      const text = readVariable(environment, name, variable, { problems, readFile });
      return [name, text ?? variable.default];
    }),
  );
  if ((texts.ROBOT_USER ?? null) !== null && (texts.ROBOT_PASSWORD ?? null) === null) {
    problems.push('ROBOT_USER is set without ROBOT_PASSWORD.');
  }
  const { IRONFLAKE_OIDC_ISSUER: issuer = null, IRONFLAKE_OIDC_AUDIENCE: audience = null } = texts;
  if (issuer !== null && audience === null) {
    problems.push('IRONFLAKE_OIDC_ISSUER is set without IRONFLAKE_OIDC_AUDIENCE.');
  }
  if (problems.length > 0 || !hasAllNames(texts)) return { kind: 'wrong', problems };
  return { kind: 'config', config: toConfig(texts) };
}

interface Reading {
  readonly problems: string[];
  readonly readFile: (path: string) => string;
}

function readVariable(
  environment: Environment,
  name: string,
  variable: Variable,
  { problems, readFile }: Reading,
): string | null {
  const path = variable.isSecret ? environment[`${name}_FILE`] : undefined;
  let text = environment[name];
  if (variable.isSecret) delete environment[name];
  if (path !== undefined && path !== '') {
    if (text !== undefined && text !== '') problems.push(`${name} and ${name}_FILE are both set.`);
    try {
      text = readFile(path).trim();
    } catch (error) {
      problems.push(`${name}_FILE: ${path} cannot be read (${reasonOf(error)}).`);
      return null;
    }
  }
  if (text === undefined || text === '') return null;
  if (variable.isValid(text)) return text;
  const shown = variable.isSecret ? 'what is given' : JSON.stringify(text);
  problems.push(`${name}: ${shown} is not valid (${variable.type}). ${variable.meaning}`);
  return null;
}

function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : 'unknown reason';
}

function variables(): readonly (readonly [string, Variable])[] {
  return Object.entries(VARIABLES);
}

function hasAllNames(texts: Readonly<Record<string, string | null>>): texts is Texts {
  return Object.keys(VARIABLES).every((name) => name in texts);
}

function toConfig(texts: Texts): Config {
  return Object.freeze({
    port: Number(texts.PORT),
    host: texts.HOST ?? VARIABLES.HOST.default,
    dataDir: texts.DATA_DIR ?? VARIABLES.DATA_DIR.default,
    databaseUrl: texts.DATABASE_URL,
    token: texts.IRONFLAKE_TOKEN,
    secretKey:
      texts.IRONFLAKE_SECRET_KEY === null
        ? null
        : Uint8Array.from(Buffer.from(texts.IRONFLAKE_SECRET_KEY, 'base64')),
    hcloudToken: texts.HCLOUD_TOKEN,
    hcloudEndpoint: texts.HCLOUD_ENDPOINT ?? VARIABLES.HCLOUD_ENDPOINT.default,
    robotUser: texts.ROBOT_USER,
    robotPassword: texts.ROBOT_PASSWORD,
    robotEndpoint: texts.ROBOT_ENDPOINT ?? VARIABLES.ROBOT_ENDPOINT.default,
    kexecTarballs: Object.freeze({
      x86_64: Object.freeze({
        url: texts.IRONFLAKE_KEXEC_TARBALL_URL ?? VARIABLES.IRONFLAKE_KEXEC_TARBALL_URL.default,
        sha256: texts.IRONFLAKE_KEXEC_TARBALL_SHA256,
      }),
      aarch64: Object.freeze({
        url:
          texts.IRONFLAKE_KEXEC_TARBALL_URL_AARCH64 ??
          VARIABLES.IRONFLAKE_KEXEC_TARBALL_URL_AARCH64.default,
        sha256: texts.IRONFLAKE_KEXEC_TARBALL_SHA256_AARCH64,
      }),
    }),
    kexecDelivery: texts.IRONFLAKE_KEXEC_DELIVERY === 'service' ? 'service' : 'target',
    allowsServiceBuilds: texts.IRONFLAKE_SERVICE_BUILDS === 'allowed',
    gitTargets: texts.IRONFLAKE_GIT_TARGETS === 'any' ? 'any' : 'secure',
    nixpkgsUrl: texts.IRONFLAKE_NIXPKGS_URL ?? VARIABLES.IRONFLAKE_NIXPKGS_URL.default,
    diskoUrl: texts.IRONFLAKE_DISKO_URL ?? VARIABLES.IRONFLAKE_DISKO_URL.default,
    logLevel: LOG_LEVELS.find((level) => level === texts.LOG_LEVEL) ?? 'info',
    maxInstalls: Number(texts.IRONFLAKE_MAX_INSTALLS),
    ordersPerDay: Number(texts.IRONFLAKE_ORDERS_PER_DAY),
    webhookTargets: texts.IRONFLAKE_WEBHOOK_TARGETS === 'any' ? 'any' : 'public',
    callsPerMinute: Number(texts.IRONFLAKE_CALLS_PER_MINUTE),
    telemetry: toTelemetryConfig(texts),
    oidc: toOidcConfig({
      issuer: texts.IRONFLAKE_OIDC_ISSUER,
      audience: texts.IRONFLAKE_OIDC_AUDIENCE,
      scopeClaim: texts.IRONFLAKE_OIDC_SCOPE_CLAIM ?? VARIABLES.IRONFLAKE_OIDC_SCOPE_CLAIM.default,
      scopeMap: texts.IRONFLAKE_OIDC_SCOPE_MAP ?? SCOPE_MAP,
      labelsClaim: texts.IRONFLAKE_OIDC_LABELS_CLAIM,
      clockSkewSeconds: Number(texts.IRONFLAKE_OIDC_CLOCK_SKEW),
    }),
  });
}

/** The page docs/configuration.md: the table above, for people. */
export function configReference(): string {
  const rows = variables().map(([name, { type, meaning, isSecret, ...variable }]) => {
    const shown = variable.default === null ? '–' : `\`${variable.default}\``;
    return `| \`${name}\` | ${type} | ${shown} | ${isSecret ? 'yes' : 'no'} | ${meaning} |`;
  });
  return [
    '# Configuration',
    '',
    'Made from the table in `src/config.ts`. Everything comes from the environment; all that is wrong is reported at once, at start.',
    'A secret may also be given as a file: `NAME_FILE` holds its path. Secrets leave the environment once they are read.',
    '',
    '| variable | type | default | secret | meaning |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function isInteger(text: string, minimum: number, maximum: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol);
}

function isHttpUrl(text: string): boolean {
  return isUrl(text, ['http:', 'https:']);
}

function isHttpUrlOrFile(text: string): boolean {
  return isHttpUrl(text) || text.startsWith('/') || isUrl(text, ['file:']);
}

function isFlakeUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[!-~]+$/.test(text);
}
